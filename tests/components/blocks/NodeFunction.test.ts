import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NodeFunction } from "../../../components/blocks/NodeFunction";
import { document, record } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-cars",
};

const build = (environment: Record<string, string> = { WHOM: "world" }) =>
    new NodeFunction<{ text: string }, string>("greet", {
        scope,
        functionName: "drivetrain-local-cars-greet",
        description: "Says hello",
        handler: (event) => Promise.resolve(event.text),
        environment,
        statements: [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: "arn:aws:ssm:::parameter/x" }],
        key: { arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b", alias: "alias/cars" },
        logRetentionDays: 7,
    });

describe("NodeFunction", () => {
    it("has an explicit runtime, a bounded log and its own role", async () => {
        const { inputs } = await record(() => build());
        const made = inputs("aws:lambda/function:Function");
        assert.equal(made["name"], "drivetrain-local-cars-greet");
        assert.equal(made["runtime"], "nodejs22.x");
        assert.equal(made["timeout"], 30);
        assert.equal(made["memorySize"], 256);
        assert.deepEqual(made["environment"], { variables: { WHOM: "world" } });
        assert.equal(made["kmsKeyArn"], "arn:aws:kms:us-east-1:111111111111:key/9a1b");
        assert.equal(made["role"], "arn:of:aws:iam/role:Role:drivetrain-local-cars-greet");
        assert.deepEqual(inputs("aws:cloudwatch/logGroup:LogGroup"), {
            name: "/aws/lambda/drivetrain-local-cars-greet",
            retentionInDays: 7,
            kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
        });
    });

    it("has a key for variables where it has any: Lambda would forget it otherwise", async () => {
        const { inputs } = await record(() => build({}));
        const { environment, kmsKeyArn } = inputs("aws:lambda/function:Function");
        assert.deepEqual([environment, kmsKeyArn], [undefined, undefined]);
        assert.equal(
            inputs("aws:cloudwatch/logGroup:LogGroup")["kmsKeyId"],
            "arn:aws:kms:us-east-1:111111111111:key/9a1b",
        );
    });

    it("may write its own log, read its environment, and do what it was given: nothing else", async () => {
        const { inputs, resources } = await record(() => build());
        assert.deepEqual(document(inputs("aws:iam/rolePolicy:RolePolicy")["policy"])["Statement"], [
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/drivetrain-local-cars-greet:*",
            },
            {
                Effect: "Allow",
                Action: ["kms:Decrypt"],
                Resource: "arn:aws:kms:us-east-1:111111111111:key/*",
                Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/cars" } },
            },
            { Effect: "Allow", Action: "ssm:GetParameter", Resource: "arn:aws:ssm:::parameter/x" },
        ]);
        assert.equal(resources.filter(({ type }) => type.includes("PolicyAttachment")).length, 0);
    });

    it("packs the serialized handler alone", async () => {
        const { result, resources } = await record(() => build());
        const code = resources.find(({ type }) => type === "aws:lambda/function:Function")?.inputs["code"];
        const archive = code as pulumi.asset.AssetArchive;
        assert.ok(result);
        assert.deepEqual(Object.keys(await archive.assets), ["__index.js"]);
    });
});
