import { calls, good, made, told } from "../engine/examples";
import { anyOf, field, given } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeCalls, judgeResources } from "../engine/targets";

const jobType = "aws:glue/job:Job";
const job = (securityConfiguration?: unknown) => made(jobType, "clean", { name: "clean", securityConfiguration });
const remedy = "name a SecurityConfiguration that encrypts files, logs and bookmarks";
const none = `it names no security configuration; ${remedy}.`;

export const secureJobs: Rule = {
    id: "glue/secureJobs",
    group: "encryption",
    description: "Every Glue job, crawler and endpoint encrypts what it writes.",
    cause:
        "A Glue job, crawler or development endpoint, as a resource or as a call of a state machine, names no security " +
        "configuration.",
    explanation:
        "A security configuration is the one place where Glue is told by which keys it encrypts files, logs and bookmarks. " +
        "Without one its logs and bookmarks have none.",
    remedy: "Set securityConfiguration to the name of an aws.glue.SecurityConfiguration.",
    docs: "https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_195", "cdk-nag AwsSolutions-GL1", "cdk-nag AwsSolutions-GL3"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(
            /^aws:glue\/(job:Job|crawler:Crawler|devEndpoint:DevEndpoint)$/,
            field("securityConfiguration", given(remedy)),
        ),
        judgeCalls(
            "glue",
            ["createJob", "createCrawler", "createDevEndpoint"],
            anyOf(
                none,
                field("securityConfiguration", given(remedy)),
                field("crawlerSecurityConfiguration", given(remedy)),
            ),
        ),
    ),
    examples: {
        good: [
            good("a job with one", job("own-keys")),
            good("a state that makes one", calls("aws-sdk:glue:createJob", { SecurityConfiguration: "own-keys" })),
        ],
        bad: [
            told("a job alone", `securityConfiguration: it is missing; ${remedy}.`, job()),
            told(
                "a crawler alone",
                `securityConfiguration: it is missing; ${remedy}.`,
                made("aws:glue/crawler:Crawler", "crawl", { name: "crawl" }),
            ),
            told(
                "a state that makes a crawler",
                `definition.States.Call: ${none}`,
                calls("aws-sdk:glue:createCrawler", { Name: "crawl" }),
            ),
        ],
        unknown: [
            told(
                "a configuration that is not known",
                "securityConfiguration: undetermined: it is not known before the deployment.",
                job(unknownText),
            ),
        ],
    },
};
