import { good, made, told } from "../engine/examples";
import { judgePolicyTls } from "../engine/policyTls";
import { type Rule, unknownText } from "../engine/rule";

const topic = made("aws:sns/topic:Topic", "notices", { name: "notices" });
const policy = (document: unknown, arn = "arn:aws:sns:us-east-1:111111111111:notices") =>
    made("aws:sns/topicPolicy:TopicPolicy", "notices-policy", {
        arn,
        policy: typeof document === "string" ? document : JSON.stringify(document),
    });
const denied = {
    Effect: "Deny",
    Principal: "*",
    Action: "sns:Publish",
    Resource: "arn:aws:sns:us-east-1:111111111111:notices",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const missing = "no TopicPolicy names it; add one that denies everyone sns:Publish where aws:SecureTransport is false.";
const open =
    "it lets requests without TLS through; deny everyone sns:Publish where aws:SecureTransport is false, and under no " +
    "other condition.";

export const requireTls: Rule = {
    id: "sns/requireTls",
    group: "network",
    description: "Every topic is published to over TLS only.",
    cause:
        "A topic has no policy, or one without a statement that denies everyone sns:Publish where aws:SecureTransport is " +
        "false.",
    explanation:
        "SNS takes messages over plain HTTP, too. A publisher that is misconfigured would send its messages and signed " +
        "requests in the open, and nothing would tell.",
    remedy:
        'Add an aws.sns.TopicPolicy with a Deny for Principal "*" and Action "sns:Publish", under the condition Bool ' +
        '{"aws:SecureTransport": "false"}.',
    docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
    severity: "medium",
    standards: ["NIST 800-53 SC-8", "cdk-nag AwsSolutions-SNS3"],
    scope: "stack",
    judge: judgePolicyTls({
        whole: "aws:sns/topic:Topic",
        part: { type: "aws:sns/topicPolicy:TopicPolicy", names: "arn" },
        action: "sns:Publish",
        ...{ missing, open },
    }),
    examples: {
        good: [
            good("a topic that takes TLS alone", topic, policy({ Statement: [denied] })),
            good("a policy of the topic's own", {
                ...topic,
                props: { ...topic.props, policy: { Statement: [denied] } },
            }),
            good("a policy made of a topic that is not known yet", topic, {
                ...policy({ Statement: [denied] }, unknownText),
                dependsOn: { arn: ["notices"] },
            }),
        ],
        bad: [
            told("a topic alone", `policy: ${missing}`, topic),
            told(
                "a policy about something else",
                `notices-policy.policy: ${open}`,
                topic,
                policy({ Statement: [{ ...denied, Effect: "Allow" }] }),
            ),
            told(
                "another topic's policy",
                `policy: ${missing}`,
                topic,
                policy({ Statement: [denied] }, "arn:aws:sns:us-east-1:111111111111:others"),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "notices-policy.policy: undetermined: it is not known before the deployment.",
                topic,
                policy(unknownText),
            ),
        ],
    },
};
