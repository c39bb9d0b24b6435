import { good, made, told } from "../engine/examples";
import { field, isFalse } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const sourceType = "aws:quicksight/dataSource:DataSource";
const source = (disableSsl?: unknown) =>
    made(sourceType, "drift", {
        dataSourceId: "drift",
        ...(disableSsl === undefined ? {} : { sslProperties: { disableSsl } }),
    });

export const requireTls: Rule = {
    id: "quicksight/requireTls",
    group: "network",
    description: "Every data source is read over TLS.",
    cause: "A QuickSight data source has sslProperties.disableSsl true. QuickSight uses TLS where nothing is said.",
    explanation:
        "Without TLS the figures of a report, and the credentials of a database, go over the network in the open.",
    remedy: "Leave sslProperties out, or set disableSsl to false.",
    docs: "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_SslProperties.html",
    severity: "high",
    standards: ["NIST 800-53 SC-8", "cdk-nag AwsSolutions-QS1"],
    scope: "resource",
    judge: judgeResources(sourceType, field("sslProperties.disableSsl", isFalse())),
    examples: {
        good: [good("as QuickSight does by itself", source()), good("TLS by name", source(false))],
        bad: [told("TLS turned off", "sslProperties.disableSsl: it is not false; set it to false.", source(true))],
        unknown: [
            told(
                "a setting that is not known",
                "sslProperties.disableSsl: undetermined: it is not known before the deployment.",
                source(unknownText),
            ),
        ],
    },
};
