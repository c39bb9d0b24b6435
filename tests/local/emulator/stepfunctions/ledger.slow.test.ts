import { strict as assert } from "node:assert";
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { allow, arn, Cloud } from "../cloud";

const table = arn("dynamodb", "table/ledger");
const items = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];
const ownItems = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["claim#ours#*", "lease#ours"] } };
const via = { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } };

describe("state machines that keep a ledger", () => {
    let cloud: Cloud;
    let role: string;
    let key: string;

    before(async () => {
        cloud = await Cloud.start("ledger");
        const { KeyMetadata } = await new KMSClient(cloud.client).send(new CreateKeyCommand({}));
        key = KeyMetadata!.Arn!;
        const dynamodb = new DynamoDBClient(cloud.client);
        await dynamodb.send(
            new CreateTableCommand({
                TableName: "ledger",
                AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
                KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
                BillingMode: "PAY_PER_REQUEST",
                SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: key },
            }),
        );
        const TimeToLiveSpecification = { AttributeName: "forgetAt", Enabled: true };
        await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: "ledger", TimeToLiveSpecification }));
        role = await cloud.role("machine", "states.amazonaws.com", [
            allow(items, table, ownItems),
            allow("kms:Decrypt", key, via),
            allow("states:DescribeExecution", arn("states", "execution:waiter:*")),
            allow("ssm:GetParameters", arn("ssm", "parameter/ours/*")),
        ]);
    });
    after(() => cloud?.stop());

    const call = (action: string, Arguments: object) => ({
        Resource: `arn:aws:states:::dynamodb:${action}`,
        Arguments: { TableName: "ledger", ...Arguments },
    });
    const claim = (id: string) =>
        call("putItem", {
            Item: {
                id: { S: id },
                execution: { S: "{% $states.context.Execution.Id %}" },
                forgetAt: { N: "4102444800" },
            },
            ConditionExpression: "attribute_not_exists(id)",
        });
    const output = <T>(run: { output?: string }) => JSON.parse(run.output ?? "{}") as T;

    it("claims once: the second try fails by the condition's name", async () => {
        const first = await cloud.runTask("claim", role, claim("claim#ours#1"));
        assert.equal(first.status, "SUCCEEDED", first.cause);
        const second = await cloud.runTask("claim-again", role, claim("claim#ours#1"));
        assert.equal(second.error, "DynamoDB.ConditionalCheckFailedException");
        assert.match(second.cause!, /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; /);
        const found = await cloud.runTask("read", role, call("getItem", { Key: { id: { S: "claim#ours#1" } } }));
        const { Item } = output<{ Item: { execution: { S: string } } }>(found);
        assert.match(Item.execution.S, /:execution:claim:/);
    });

    it("updates on a condition, and returns what was asked for", async () => {
        const lease = (holder: string) =>
            call("updateItem", {
                Key: { id: { S: "lease#ours" } },
                UpdateExpression: "SET #holder = :holder, expiresAt = :expiresAt",
                ConditionExpression: "attribute_not_exists(#holder) OR expiresAt < :now",
                ExpressionAttributeNames: { "#holder": "execution" },
                ExpressionAttributeValues: {
                    ":holder": { S: holder },
                    ":expiresAt": { N: "{% $string($floor($millis() / 1000) + 60) %}" },
                    ":now": { N: "{% $string($floor($millis() / 1000)) %}" },
                },
                ReturnValues: "ALL_NEW",
            });
        const taken = await cloud.runTask("lease", role, lease("a"));
        const { Attributes } = output<{ Attributes?: { execution: { S: string } } }>(taken);
        assert.equal(Attributes?.execution.S, "a", taken.cause);
        const held = await cloud.runTask("lease-held", role, lease("b"));
        assert.equal(held.error, "DynamoDB.ConditionalCheckFailedException");
    });

    it("keeps to the items that the role may name", async () => {
        const theirs = await cloud.runTask("theirs", role, claim("claim#theirs#1"));
        assert.equal(theirs.error, "DynamoDB.AmazonDynamoDBException");
        assert.match(theirs.cause!, /not authorized to perform: dynamodb:PutItem on resource: .*table\/ledger/);
    });

    it("asks for the table's key", async () => {
        const keyless = await cloud.role("keyless", "states.amazonaws.com", [allow(items, table)]);
        const run = await cloud.runTask("keyless", keyless, claim("claim#ours#2"));
        assert.equal(run.error, "DynamoDB.AmazonDynamoDBException");
        assert.match(run.cause!, /not authorized to perform: kms:Decrypt on resource: .*:key\//);
    });

    it("describes another execution of the same machine, and none of another machine", async () => {
        const Resource = "arn:aws:states:::aws-sdk:sfn:describeExecution";
        const states = {
            Which: {
                Type: "Choice",
                Choices: [{ Condition: "{% $exists($states.input.other) %}", Next: "Ask" }],
                Default: "Wait",
            },
            Wait: { Type: "Wait", Seconds: 30, End: true },
            Ask: { Type: "Task", Resource, Arguments: { ExecutionArn: "{% $states.input.other %}" }, End: true },
        };
        const machine = await cloud.machine("waiter", role, states);
        const other = await cloud.execute(machine);
        const asked = output<Record<string, string>>(await cloud.outcome(await cloud.execute(machine, { other })));
        assert.deepEqual([asked.Status, asked.ExecutionArn], ["RUNNING", other]);
        const none = await cloud.outcome(await cloud.execute(machine, { other: `${other}0` }));
        assert.equal(none.error, "Sfn.ExecutionDoesNotExistException");
        const elsewhere = other.replace(":waiter:", ":stranger:");
        const refused = await cloud.outcome(await cloud.execute(machine, { other: elsewhere }));
        assert.equal(refused.error, "Sfn.SfnException");
        assert.match(refused.cause!, /not authorized to perform: states:DescribeExecution/);
    });

    it("reads parameters, those that are missing named apart", async () => {
        const ssm = new SSMClient(cloud.client);
        await ssm.send(new PutParameterCommand({ Name: "/ours/champion", Value: "cars-1", Type: "String" }));
        const Resource = "arn:aws:states:::aws-sdk:ssm:getParameters";
        const run = await cloud.runTask("names", role, {
            Resource,
            Arguments: { Names: ["/ours/champion", "/ours/none"] },
        });
        const { Parameters, InvalidParameters } = output<{
            Parameters: { Name: string; Value: string }[];
            InvalidParameters: string[];
        }>(run);
        assert.deepEqual(
            Parameters.map(({ Name, Value }) => [Name, Value]),
            [["/ours/champion", "cars-1"]],
            run.cause,
        );
        assert.deepEqual(InvalidParameters, ["/ours/none"]);
    });
});
