import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const named = new aws.kms.Key("own", { tags: { "shop:owner": "ann" } });

// Nothing is said of any of these.
new aws.s3.Bucket("plain", { bucket: "plain" });
new aws.sqs.Queue("plain", { name: "plain" });
new aws.sns.Topic("plain", { name: "plain" });
new aws.ecr.Repository("plain", { name: "plain" });
new aws.dynamodb.Table("plain", {
    ...{ name: "plain", hashKey: "id", billingMode: "PAY_PER_REQUEST" },
    attributes: [{ name: "id", type: "S" }],
});

// Somebody chose otherwise, or has a key already.
new aws.sqs.Queue("chosen", { name: "chosen", sqsManagedSseEnabled: true });
new aws.sns.Topic("chosen", { name: "chosen", kmsMasterKeyId: "alias/aws/sns" });
new aws.sqs.Queue("keyed", { name: "keyed", kmsMasterKeyId: named.arn, tags: { Owner: "bob" } });
new aws.dynamodb.Table("open", {
    ...{ name: "open", hashKey: "id", billingMode: "PAY_PER_REQUEST" },
    attributes: [{ name: "id", type: "S" }],
    serverSideEncryption: { enabled: false },
});

const role = new aws.iam.Role("reader", {
    name: "reader",
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("reader", {
    ...{ name: "reader", role: role.name },
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    }),
});

new aws.lambda.Function("reader", {
    ...{ name: "reader", role: role.arn, runtime: "nodejs20.x", handler: "index.handler" },
    code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 1;"),
    }),
    environment: { variables: { TOKEN: pulumi.secret("x") } },
});
