import assert from "node:assert/strict";
import { AthenaClient, CreateWorkGroupCommand } from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { runQuery } from "../../../../cli/insights/query";
import { readerStatements } from "../../../../components/insights/access/readers";
import { glueTable } from "../../../../components/insights/glueTable";
import { driftHistory } from "../../../../components/insights/queries/drift";
import { placesOf, preparedSql } from "../../../../components/insights/queries/query";
import { driftColumns, tablesOf } from "../../../../components/insights/tables";
import type { InsightsOutputs } from "../../../../contracts/outputs";
import { cars } from "../../../components/insights/models";
import { account, Cloud, region, type Statement } from "../cloud";

const scope = { partition: "aws", region, accountId: account, stage: "dev", prefix: "drivetrain-dev-cars" };
const names = { artifactBucket: "artifacts", captureBucket: "captures" };
const tables = tablesOf({ stage: "dev", model: cars, names, captureRetentionDays: 90 });
const database = "drivetrain_dev_cars";
const workgroup = "drivetrain-dev-cars.records";
const today = new Date().toISOString().slice(0, 10);
const insights = { database } as InsightsOutputs;
const { description, parameters } = driftHistory;
const query = ["drift_history", { description, workgroup, parameters, places: placesOf(driftHistory) }] as const;

describe("Athena on the local stage", () => {
    let cloud: Cloud;
    let key: string;
    const whole = readerStatements({
        ...{ scope, keyAlias: "alias/cars", workgroups: { [workgroup]: "artifacts" } },
        tables: tables.filter(({ name }) => name === "drift"),
    }) as Statement[];

    before(async () => {
        cloud = await Cloud.start("athena");
        const kms = new KMSClient(cloud.client);
        key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        await kms.send(new CreateAliasCommand({ AliasName: "alias/cars", TargetKeyId: key }));
        const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
        const glue = new GlueClient(cloud.client);
        await s3.send(new CreateBucketCommand({ Bucket: "artifacts" }));
        const header = driftColumns.map(({ name }) => name);
        const line = header.map((name) => ({ feature: "mileage", value: "0.5" })[name] ?? "");
        await s3.send(
            new PutObjectCommand({
                Bucket: "artifacts",
                Key: `records/drift/date=${today}/run.csv`,
                Body: `${header.join()}\n${line.join()}\n`,
                ServerSideEncryption: "aws:kms",
                SSEKMSKeyId: key,
            }),
        );
        await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
        for (const table of tables.filter(({ name }) => name === "drift")) {
            const { partitionKeys, parameters: Parameters, storageDescriptor: storage } = glueTable(table);
            const column = ({ name, type }: { name: string; type: string }) => ({ Name: name, Type: type });
            const TableInput = {
                ...{ Name: table.name, Parameters, PartitionKeys: partitionKeys.map(column) },
                StorageDescriptor: {
                    Location: storage.location,
                    Columns: storage.columns.map(column),
                    SerdeInfo: {
                        SerializationLibrary: storage.serDeInfo.serializationLibrary,
                        Parameters: storage.serDeInfo.parameters,
                    },
                },
            };
            await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
        }
        await new AthenaClient(cloud.client).send(createWorkgroup(workgroup));
        const { CreatePreparedStatementCommand } = await import("@aws-sdk/client-athena");
        await new AthenaClient(cloud.client).send(
            new CreatePreparedStatementCommand({
                ...{ StatementName: "drift_history", WorkGroup: workgroup },
                QueryStatement: preparedSql(driftHistory),
            }),
        );
        await cloud.role("reader", "glue.amazonaws.com", whole);
    });
    after(() => cloud.stop());

    const createWorkgroup = (Name: string, BytesScannedCutoffPerQuery = 10_000_000) =>
        new CreateWorkGroupCommand({
            Name,
            Configuration: {
                BytesScannedCutoffPerQuery,
                ResultConfiguration: {
                    OutputLocation: "s3://artifacts/queries/",
                    EncryptionConfiguration: { EncryptionOption: "SSE_KMS", KmsKey: key },
                },
            },
        });
    const asked = async (statements: Statement[]) => {
        await cloud.allow("reader", statements);
        const client = new AthenaClient(await cloud.as("glue.amazonaws.com", `arn:aws:iam::${account}:role/reader`));
        return runQuery(client, insights, [query[0], query[1]], { since: today, feature: "" }, { most: 10 });
    };

    it("answers who has what the policy of readers gives, and encrypts what it leaves", async () => {
        const { columns, rows, location } = await asked(whole);
        assert.equal(rows[0]?.[columns.indexOf("value")], "0.5");
        const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
        const Key = location.replace("s3://artifacts/", "");
        const { SSEKMSKeyId } = await s3.send(new HeadObjectCommand({ Bucket: "artifacts", Key }));
        assert.equal(SSEKMSKeyId, key);
    });

    for (const [action, said] of [
        ["athena:GetQueryExecution", /not authorized to perform: athena:GetQueryExecution/],
        ["glue:GetTable", /not authorized to perform: glue:GetTable/],
        ["s3:ListBucket", /not authorized to perform: s3:ListBucket/],
        ["s3:GetObject", /not authorized to perform: s3:GetObject/],
        ["s3:PutObject", /not authorized to perform: s3:PutObject/],
        ["s3:GetBucketLocation", /Unable to verify\/create output bucket artifacts/],
        ["kms:Decrypt", /not authorized to perform: kms:Decrypt/],
        ["kms:GenerateDataKey", /not authorized to perform: kms:GenerateDataKey/],
    ] as const) {
        it(`refuses a reader without ${action}`, async () => {
            const fewer = whole.flatMap((statement) => {
                const actions = [statement.Action].flat().filter((one) => one !== action);
                return actions.length === 0 ? [] : { ...statement, Action: actions };
            });
            await assert.rejects(asked(fewer), said);
        });
    }

    it("refuses a limit below Athena's", async () => {
        await assert.rejects(
            new AthenaClient(cloud.client).send(createWorkgroup("small", 1_000_000)),
            /BytesScannedCutoffPerQuery/,
        );
    });
});
