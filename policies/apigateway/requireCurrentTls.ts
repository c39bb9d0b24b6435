import { good, made, told } from "../engine/examples";
import { field, matches } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const domainType = "aws:apigateway/domainName:DomainName";
const domainV2Type = "aws:apigatewayv2/domainName:DomainName";
const domain = (securityPolicy?: unknown) =>
    made(domainType, "cars", { domainName: "cars.example.com", securityPolicy });
const domainV2 = (securityPolicy: unknown) =>
    made(domainV2Type, "cars", { domainName: "cars.example.com", domainNameConfiguration: { securityPolicy } });
const current = matches(/^(TLS_1_2|SecurityPolicy_TLS1[23]_.+)$/, "set TLS_1_2 or a newer policy");

export const requireCurrentTls: Rule = {
    id: "apigateway/requireCurrentTls",
    group: "network",
    description: "Every domain of an API speaks TLS 1.2 or newer.",
    cause: "A domain name's securityPolicy is missing or TLS_1_0.",
    explanation: "TLS 1.0 and 1.1 have known faults, and no client of today needs them.",
    remedy: "Set securityPolicy to TLS_1_2, or to a newer policy of API Gateway.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-8", "NIST 800-53 SC-13", "Checkov CKV_AWS_206"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(domainType, field("securityPolicy", current)),
        judgeResources(domainV2Type, field("domainNameConfiguration.securityPolicy", current)),
    ),
    examples: {
        good: [
            good("TLS 1.2", domain("TLS_1_2"), domainV2("TLS_1_2")),
            good("TLS 1.3", domain("SecurityPolicy_TLS13_1_3_2025_09")),
        ],
        bad: [
            told("no word about it", "securityPolicy: it is missing; set TLS_1_2 or a newer policy.", domain()),
            told("TLS 1.0", "securityPolicy: TLS_1_0 is set; set TLS_1_2 or a newer policy.", domain("TLS_1_0")),
            told(
                "TLS 1.0 of an HTTP API",
                "domainNameConfiguration.securityPolicy: TLS_1_0 is set; set TLS_1_2 or a newer policy.",
                domainV2("TLS_1_0"),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "securityPolicy: undetermined: it is not known before the deployment.",
                domain(unknownText),
            ),
        ],
    },
};
