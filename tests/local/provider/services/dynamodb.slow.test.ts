import { strict as assert } from "node:assert";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { KMS } from "@aws-sdk/client-kms";
import { resourceType } from "../../../../local/provider/catalogue";
import * as lifecycle from "../../../../local/provider/engine/lifecycle";
import { Settings } from "../../../../local/provider/engine/settings";
import { Properties } from "../../../../local/provider/engine/values";
import { account, Cloud, region } from "../../emulator/cloud";

describe("the local provider's tables", () => {
    const type = resourceType("aws:dynamodb/table:Table");
    const settings: Settings = { region, account, defaultTags: { stage: "test" } };
    const formerEndpoint = process.env.AWS_ENDPOINT_URL;
    let cloud: Cloud;
    let dynamodb: DynamoDB;
    let kmsKeyArn: string;

    before(async () => {
        cloud = await Cloud.start("tables");
        process.env.AWS_ENDPOINT_URL = cloud.stage.endpoint;
        dynamodb = new DynamoDB(cloud.client);
        kmsKeyArn = (await new KMS(cloud.client).createKey({})).KeyMetadata!.Arn!;
    });
    after(async () => {
        if (formerEndpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
        else process.env.AWS_ENDPOINT_URL = formerEndpoint;
        await cloud?.stop();
    });

    function inputs(changes: Properties = {}): Properties {
        const news = {
            name: "ledger",
            hashKey: "id",
            attributes: [{ name: "id", type: "S" }],
            billingMode: "PAY_PER_REQUEST",
            ttl: { attributeName: "forgetAt", enabled: true },
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true, kmsKeyArn },
            deletionProtectionEnabled: true,
            tags: { model: "used-cars" },
            ...changes,
        };
        const checked = lifecycle.check(type, settings, { name: "ledger", seed: new Uint8Array(3), olds: {}, news });
        assert.deepEqual(checked.problems, []);
        return checked.inputs;
    }

    it("creates, finds no drift, updates and deletes", async () => {
        const news = inputs();
        const { id, outputs } = await lifecycle.create(type, settings, news);
        assert.equal(id, "ledger");
        assert.equal(outputs.arn, `arn:aws:dynamodb:${region}:${account}:table/ledger`);
        assert.deepEqual(outputs.tagsAll, { model: "used-cars", stage: "test" });

        const { Table } = await dynamodb.describeTable({ TableName: id });
        assert.deepEqual(Table!.KeySchema, [{ AttributeName: "id", KeyType: "HASH" }]);
        assert.equal(Table!.SSEDescription?.KMSMasterKeyArn, kmsKeyArn);
        assert.equal(Table!.BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
        const { TimeToLiveDescription } = await dynamodb.describeTimeToLive({ TableName: id });
        assert.deepEqual(TimeToLiveDescription, { AttributeName: "forgetAt", TimeToLiveStatus: "ENABLED" });

        const unchanged = await lifecycle.read(type, settings, id, news, outputs);
        assert.deepEqual(unchanged.inputs, news);
        await assert.rejects(lifecycle.remove(type, settings, id, outputs), /protected against deletion/);

        const changed = inputs({
            deletionProtectionEnabled: false,
            pointInTimeRecovery: { enabled: false },
            ttl: undefined,
            serverSideEncryption: undefined,
            tags: { model: "vans" },
        });
        const old = { inputs: news, state: outputs };
        const difference = lifecycle.diff(type, settings, old, changed);
        assert.deepEqual(difference.replaces, []);
        const updated = await lifecycle.update(type, settings, id, old, changed);
        assert.deepEqual(updated.tagsAll, { model: "vans", stage: "test" });
        const again = await lifecycle.read(type, settings, id, changed, updated);
        assert.deepEqual(again.inputs, changed);
        const { ContinuousBackupsDescription } = await dynamodb.describeContinuousBackups({ TableName: id });
        assert.equal(
            ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
            "DISABLED",
        );

        await dynamodb.updateContinuousBackups({
            TableName: id,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        });
        const drifted = await lifecycle.read(type, settings, id, changed, updated);
        assert.deepEqual(drifted.inputs.pointInTimeRecovery, { enabled: true });

        await lifecycle.remove(type, settings, id, updated);
        assert.equal((await lifecycle.read(type, settings, id, changed, updated)).id, "");
    });

    it("replaces a table whose key changes, and refuses what it does not know", async () => {
        const old = inputs();
        const state = lifecycle.previewCreate(type, settings, old);
        const news = inputs({ hashKey: "key", attributes: [{ name: "key", type: "S" }] });
        const difference = lifecycle.diff(type, settings, { inputs: old, state }, news);
        assert.deepEqual(difference.replaces, ["attributes", "hashKey"]);
        assert.ok(difference.deleteBeforeReplace);
        await assert.rejects(
            lifecycle.create(type, settings, inputs({ billingMode: "PROVISIONED" })),
            /on demand only/,
        );
    });
});
