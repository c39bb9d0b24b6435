import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { isDecisionOn } from "../../../cli/runs/approval";
import { waitingText } from "../../../cli/runs/lease";
import { newestVersion, versionOf, versionOfModel, waitingVersion } from "../../../cli/runs/registry";

type Request = Record<string, unknown>;

function answering<Client extends object>(
    client: Client,
    answers: Record<string, (request: Request) => object>,
): Client {
    const send = async (command: { constructor: { name: string }; input: Request }): Promise<object> =>
        answers[command.constructor.name]?.(command.input) ?? {};
    // The SDK's paginators insist on an instance of their client.
    return Object.assign(client, { send });
}

const region = "us-east-1";
const group = "used-cars-xgboost-local";
const arn = (version: number) => `arn:aws:sagemaker:us-east-1:111111111111:model-package/${group}/${version}`;
const described = ({ ModelPackageName }: Request) => ({
    ModelPackageArn: ModelPackageName,
    ModelPackageVersion: versionOf(String(ModelPackageName)),
    ModelApprovalStatus: "Approved",
    CustomerMetadataProperties: { "model-name": `model-${versionOf(String(ModelPackageName))}` },
});

describe("cli: versions of a model", () => {
    it("that wait are found, the newest first", async () => {
        const asked: Request[] = [];
        const client = answering(new SageMakerClient({ region }), {
            ListModelPackagesCommand: (request) => {
                asked.push(request);
                return { ModelPackageSummaryList: [{ ModelPackageArn: arn(7) }] };
            },
            DescribeModelPackageCommand: described,
        });
        assert.equal((await newestVersion(group, "PendingManualApproval", client))?.version, 7);
        const { ModelApprovalStatus, SortBy, SortOrder } = asked[0] ?? {};
        assert.deepEqual(
            [ModelApprovalStatus, SortBy, SortOrder],
            ["PendingManualApproval", "CreationTime", "Descending"],
        );
        const empty = answering(new SageMakerClient({ region }), {
            ListModelPackagesCommand: () => ({ ModelPackageSummaryList: [] }),
        });
        assert.equal(await newestVersion(group, "PendingManualApproval", empty), undefined);
    });

    it("that wait are found on whichever page they are", async () => {
        const asked: Request[] = [];
        const client = answering(new SageMakerClient({ region }), {
            ListModelPackagesCommand: (request) => {
                // The paginator goes on with the same object.
                asked.push({ ...request });
                return asked.length < 3
                    ? { ModelPackageSummaryList: [], NextToken: `page ${asked.length}` }
                    : { ModelPackageSummaryList: [{ ModelPackageArn: arn(4) }], NextToken: "more" };
            },
            DescribeModelPackageCommand: described,
        });
        assert.equal((await newestVersion(group, "PendingManualApproval", client))?.version, 4);
        assert.deepEqual(
            asked.map(({ MaxResults, NextToken }) => [MaxResults, NextToken]),
            [
                [100, undefined],
                [100, "page 1"],
                [100, "page 2"],
            ],
        );
    });

    it("that wait are told, unless a later one serves or nobody is asked", async () => {
        const client = answering(new SageMakerClient({ region }), {
            ListModelPackagesCommand: () => ({ ModelPackageSummaryList: [{ ModelPackageArn: arn(4) }] }),
            DescribeModelPackageCommand: described,
        });
        const told = async (approval: "automatic" | "manual" | undefined, serving?: number) => {
            const pipeline = { modelPackageGroupName: group, approval };
            const version = serving === undefined ? undefined : { arn: "", version: serving, approval: "Approved" };
            return (await waitingVersion(pipeline, version, client))?.version;
        };
        assert.equal(await told("manual"), 4);
        assert.equal(await told(undefined, 3), 4);
        assert.equal(await told("manual", 5), undefined);
        assert.equal(await told("automatic"), undefined);
    });

    it("are found by the model that serves", async () => {
        const client = answering(new SageMakerClient({ region }), {
            ListModelPackagesCommand: ({ NextToken }) => ({
                ModelPackageSummaryList: [{ ModelPackageArn: arn(NextToken ? 1 : 2) }],
                NextToken: NextToken ? undefined : "next",
            }),
            DescribeModelPackageCommand: described,
        });
        assert.equal((await versionOfModel(group, "model-1", client))?.arn, arn(1));
        assert.equal(await versionOfModel(group, "model-9", client), undefined);
    });

    it("are deployed by the event of their own approval", () => {
        const event = (ModelPackageArn: string, ModelApprovalStatus: string) =>
            JSON.stringify({ detail: { ModelPackageArn, ModelApprovalStatus } });
        assert.equal(isDecisionOn(event(arn(2), "Approved"), arn(2), "Approved"), true);
        assert.equal(isDecisionOn(event(arn(2), "Rejected"), arn(2), "Approved"), false);
        assert.equal(isDecisionOn(event(arn(1), "Approved"), arn(2), "Approved"), false);
        assert.equal(isDecisionOn("{}", arn(2), "Approved"), false);
        assert.equal(isDecisionOn(event(arn(2), "Rejected"), arn(2), "Rejected"), true);
    });
});

describe("cli: a run that waits for its turn", () => {
    const question = { table: "ledger", endpointName: "cars-dev", executionArn: "arn:run:mine" };
    const clients = (
        holder?: string,
        input: object = { version: "0", detail: { object: { key: "training/cars.csv" } } },
    ) => ({
        ledger: answering(new DynamoDBClient({ region }), {
            GetItemCommand: ({ Key }) => {
                assert.deepEqual(Key, { id: { S: "lease#cars-dev" } });
                return { Item: holder && { execution: { S: holder } } };
            },
        }),
        sfn: answering(new SFNClient({ region }), {
            DescribeExecutionCommand: () => ({
                startDate: new Date("2026-01-02T03:04:05Z"),
                input: JSON.stringify(input),
            }),
        }),
    });

    it("says for whom", async () => {
        assert.equal(
            await waitingText(question, clients("arn:run:other")),
            "waits for cars-dev, which one run at a time may change: now the run of 03:04:05 UTC on training/cars.csv " +
                "does (execution other)",
        );
    });

    it("says for which version's deployment", async () => {
        const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/cars-dev/3";
        for (const input of [
            { versionArn, settles: "arn:run:one" },
            { version: "0", detail: { ModelPackageArn: versionArn } },
        ]) {
            assert.match(
                await waitingText(question, clients("arn:run:other", input)),
                /: now the deployment of 03:04:05 UTC of version 3 does \(execution other\)$/,
            );
        }
    });

    it("says that nobody is in its way any more", async () => {
        assert.match(await waitingText(question, clients()), /: it is free now$/);
        assert.match(await waitingText(question, clients("arn:run:mine")), /: it is free now$/);
    });
});
