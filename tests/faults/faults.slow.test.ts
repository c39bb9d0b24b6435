import assert from "node:assert/strict";
import { ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { monitorFaults } from "./monitorFaults";
import { type EndedRun, FaultStage, type ObjectCreated } from "./stage";

/** Two instances, so that an update has a canary; a bake in which an alarm can be raised; spot training. */
const config = {
    "drivetrain:bakeSeconds": 4,
    "drivetrain:algorithms": {
        xgboost: { training: { spot: { maxWait: 3600 } }, endpoint: { instanceCount: 2 } },
    },
};

/**
 * The faults of an automated lifecycle, each made to happen to a run: nothing is lost by any of them.
 *
 * A model serves before any of them, and each test begins with that one as the champion, whatever the tests before it
 * have promoted: they can run one by one and in any order. A test whose model has to be promoted forgets the champion.
 */
describe("faults that runs meet", function () {
    this.timeout(600_000);
    let stage: FaultStage;
    let first: EndedRun;
    let champions: { readonly before: Readonly<Record<string, string>>; readonly after: Record<string, string> };

    before(async () => {
        stage = await FaultStage.up("faults", "xgboost", config);
        const before = await stage.champion();
        first = await stage.train();
        assert.equal(first.output?.verdict, "promoted", first.execution.cause);
        champions = { before, after: await stage.champion() };
    });
    after(() => stage?.down());
    beforeEach(() => stage.setChampion(champions.after));
    afterEach(async () => assert.deepEqual(await stage.pendingFaults(), [], "every fault has happened"));

    it("promotes the first model where no parameter exists yet (15)", () => {
        assert.deepEqual(champions.before, {});
        assert.equal(first.output?.comparison?.champion, null);
        assert.equal(champions.after["endpoint-name"], stage.endpointName);
        assert.equal(champions.after["model-name"], first.output?.modelName);
    });

    it("runs once for an event that comes twice (1)", async () => {
        const event = await stage.put(stage.data);
        const runs = await Promise.all(
            [await stage.start(event), await stage.start(event)].map((execution) => stage.ended(execution)),
        );
        assert.deepEqual(runs.map(({ output }) => output?.verdict).sort(), ["duplicate", "rejected"]);
        assert.equal(runs.flatMap(({ states }) => states).filter((state) => state === "Train the model").length, 1);
    });

    it("does not put the model of an older file on top of a newer one's (2)", async () => {
        const champion = await stage.champion();
        const event = await stage.put(stage.data);
        const early: ObjectCreated = { ...event, time: "2020-01-01T00:00:00Z" };
        const { output, states } = await stage.ended(await stage.start(early));
        assert.equal(output?.verdict, "superseded");
        assert.equal(states.includes("Train the model"), false);
        assert.deepEqual(await stage.champion(), champion);
    });

    it("does not put an object's older version on top of a newer one, by their sequencers (2)", async () => {
        const older = await stage.put(stage.data, "training/overwritten");
        const newer = await stage.put(stage.data, "training/overwritten");
        assert.ok(older.detail.object.sequencer < newer.detail.object.sequencer);
        await stage.forgetChampion();
        const { output: promoted } = await stage.ended(await stage.start(newer));
        assert.equal(promoted?.verdict, "promoted");
        const champion = await stage.champion();
        // By its time, which S3 tells in whole seconds and not in the order of versions, it would be the newer one.
        const late: ObjectCreated = { ...older, time: "2099-01-01T00:00:00Z" };
        const { output, states } = await stage.ended(await stage.start(late));
        assert.equal(output?.verdict, "superseded");
        assert.equal(states.includes("Train the model"), false);
        assert.deepEqual(await stage.champion(), champion);
    });

    it("trains on a file whose name is too long for a disk, and for a key in the run's own folder", async () => {
        // 1,023 of the 1,024 bytes that S3 takes.
        const { execution, output } = await stage.ended(
            await stage.start(await stage.put(stage.data, `training/${"ü".repeat(507)}`)),
        );
        assert.equal(execution.status, "SUCCEEDED", execution.cause);
        assert.equal(output?.verdict, "rejected");
    });

    it("lets a second run wait until the first has ended (3)", async () => {
        const first = await stage.start(await stage.put(stage.data));
        const second = await stage.start(await stage.put(stage.data));
        const runs = await Promise.all([stage.ended(first), stage.ended(second)]);
        for (const { execution } of runs) assert.equal(execution.status, "SUCCEEDED", execution.cause);
        const [one, other] = await Promise.all(runs.map(({ execution }) => trainingTimes(execution.executionArn!)));
        assert.ok(one!.stop <= other!.start || other!.stop <= one!.start, "the two trained at the same time");
    });

    it("takes the lease over from a run that ended without giving it back (3)", async () => {
        const { execution } = await stage.train();
        const lease = { id: { S: `lease#${stage.endpointName}` } };
        const TableName = (await stage.dynamodb.listTables({})).TableNames!.find((name) => name.endsWith("-ledger"))!;
        await stage.until(
            async () => {
                const { Item } = await stage.dynamodb.getItem({ TableName, Key: lease });
                return Item?.execution === undefined ? true : undefined;
            },
            () => "the release of the lease",
        );
        await stage.dynamodb.updateItem({
            TableName,
            Key: lease,
            UpdateExpression: "SET #holder = :holder, expiresAt = :late",
            ExpressionAttributeNames: { "#holder": "execution" },
            ExpressionAttributeValues: { ":holder": { S: execution.executionArn! }, ":late": { N: "9999999999" } },
        });
        assert.equal((await stage.train()).output?.verdict, "rejected");
    });

    it("waits for an endpoint that somebody updates, and keeps the configuration before (4, 10)", async () => {
        const EndpointName = stage.endpointName;
        const { EndpointConfigName: serving } = await stage.sagemaker.describeEndpoint({ EndpointName });
        await stage.sagemaker.updateEndpoint({
            EndpointName,
            EndpointConfigName: serving,
            DeploymentConfig: {
                BlueGreenUpdatePolicy: {
                    TrafficRoutingConfiguration: {
                        Type: "CANARY",
                        CanarySize: { Type: "INSTANCE_COUNT", Value: 1 },
                        WaitIntervalInSeconds: 10,
                    },
                },
            },
        });
        await stage.forgetChampion();
        const { output, states } = await stage.train();
        assert.equal(output?.verdict, "promoted");
        assert.ok(states.includes("Wait until it can be changed"), states.join(", "));
        const before = await stage.sagemaker.describeEndpointConfig({ EndpointConfigName: serving });
        assert.equal(before.EndpointConfigName, serving);
    });

    it("retries what is throttled (7)", async () => {
        await stage.forgetChampion();
        const operations = ["CreateProcessingJob", "CreateTrainingJob", "CreateModel", "UpdateEndpoint"];
        await stage.fault(...operations.map((operation) => ({ operation, error: "ThrottlingException" })));
        assert.equal((await stage.train()).output?.verdict, "promoted");
    });

    it("names a job anew where the first try was made though its answer was lost (6)", async () => {
        await stage.fault({ operation: "CreateProcessingJob", error: "InternalFailure", late: true });
        assert.equal((await stage.train()).output?.verdict, "rejected");
    });

    it("takes an update for made whose answer was lost (6)", async () => {
        await stage.forgetChampion();
        await stage.fault({ operation: "UpdateEndpoint", error: "InternalFailure", late: true });
        const { output, execution } = await stage.train();
        assert.equal(output?.verdict, "promoted", execution.cause);
        assert.equal((await serving()).configuration, output?.endpointConfigName);
    });

    it("goes on from a checkpoint when a spot instance is taken away (8)", async () => {
        await stage.fault({ job: "TrainingJob", interrupt: true });
        const { output } = await stage.train();
        // Rounds after an interruption draw other samples: the model may come out better or worse.
        assert.match(output?.verdict ?? "", /^(promoted|rejected)$/);
        const [name] = await trainingJobs(output!.modelName!);
        const job = await stage.sagemaker.describeTrainingJob({ TrainingJobName: name });
        const statuses = job.SecondaryStatusTransitions?.map(({ Status }) => Status);
        assert.ok(statuses?.includes("Interrupted"), statuses?.join(", "));
        assert.equal(job.TrainingJobStatus, "Completed");
    });

    it("tries again where machines are short or a quota is full (9)", async () => {
        await stage.forgetChampion();
        await stage.fault(
            { operation: "CreateTrainingJob", error: "ResourceLimitExceeded" },
            { job: "ProcessingJob", failure: "CapacityError" },
            { job: "TrainingJob", failure: "CapacityError" },
            { job: "TransformJob", failure: "CapacityError" },
            { endpoint: stage.endpointName, failure: "CapacityError" },
        );
        assert.equal((await stage.train()).output?.verdict, "promoted");
    });

    it("does not take an update that failed for one that succeeded (5)", async () => {
        await stage.forgetChampion();
        await stage.fault({ endpoint: stage.endpointName, failure: "CapacityError", times: 10 });
        const { execution } = await stage.train();
        assert.equal(execution.status, "FAILED");
        assert.match(execution.cause!, /compute capacity/);
        assert.deepEqual(await stage.champion(), {});
    });

    it("rolls back a deployment that raises an alarm, and what served before serves on (11)", async () => {
        await stage.forgetChampion();
        assert.equal((await stage.train()).output?.verdict, "promoted");
        const before = await serving();
        const champion = await stage.champion();
        await stage.forgetChampion();
        const run = await stage.start(await stage.put(stage.data));
        await stage.until(
            async () => ((await serving()).status === "Updating" ? true : undefined),
            () => "an update",
        );
        await stage.setChampion(champion);
        await stage.cloudwatch.setAlarmState({
            AlarmName: `${stage.endpointName}.rollback-5xx`,
            StateValue: "ALARM",
            StateReason: "a drill",
        });
        const { execution } = await stage.ended(run);
        assert.equal(execution.status, "FAILED");
        assert.match(execution.cause!, /alarm/i);
        assert.deepEqual(await serving(), before);
        assert.deepEqual(await stage.champion(), champion, "champion/ is left as it was");
        const { ModelPackageSummaryList = [] } = await stage.sagemaker.listModelPackages({
            ModelPackageGroupName: stage.endpointName,
            SortBy: "CreationTime",
            SortOrder: "Descending",
        });
        assert.equal(ModelPackageSummaryList[0]?.ModelApprovalStatus, "Rejected");
        await watchersGone();
    });

    it("replaces a champion that errs: what it answers rolls no update back (17)", async () => {
        await stage.forgetChampion();
        const before = await serving();
        const run = await stage.start(await stage.put(stage.data));
        // The fleet that serves answers with errors until the update has begun, and the alarm says so.
        await stage.until(
            async () => {
                await nonsense();
                return (await serving()).status === "Updating" ? true : undefined;
            },
            () => "an update",
            300_000,
        );
        await stage.until(
            async () => ((await alarms(`${stage.endpointName}-errors`))[0]?.StateValue === "ALARM" ? true : undefined),
            () => "the alarm of the champion's errors",
        );
        const { output, execution } = await stage.ended(run);
        assert.equal(output?.verdict, "promoted", execution.cause);
        const after = await serving();
        assert.equal(after.configuration, output.endpointConfigName);
        assert.notEqual(after.configuration, before.configuration);
        await watchersGone();
    });

    it("brings the version before back where a person rejects the one that serves (18)", async () => {
        await stage.forgetChampion();
        const { output: before } = await stage.train();
        assert.equal(before?.verdict, "promoted");
        await stage.forgetChampion();
        const { output: rejected } = await stage.train();
        assert.equal(rejected?.verdict, "promoted");
        await stage.sagemaker.updateModelPackage({
            ModelPackageArn: rejected.modelPackageArn!,
            ModelApprovalStatus: "Rejected",
        });
        const champion = await stage.until(
            async () => {
                const found = await stage.champion();
                return found["model-name"] === before.modelName ? found : undefined;
            },
            () => "the champion before",
        );
        assert.equal(champion["model-package-arn"], before.modelPackageArn);
        assert.equal(await servedModel(), before.modelName);
        assert.equal((await version(before.modelPackageArn!)).ModelApprovalStatus, "Approved");
        assert.equal((await version(rejected.modelPackageArn!)).ModelApprovalStatus, "Rejected");
        // The gate compares with what is back.
        const { output } = await stage.train();
        assert.equal(output?.championModelName, before.modelName);
    });

    it("makes no champion of a version that a person rejects while its update runs (19)", async () => {
        await stage.forgetChampion();
        const { output: before } = await stage.train();
        assert.equal(before?.verdict, "promoted");
        const champion = await stage.champion();
        await stage.forgetChampion();
        const run = await stage.start(await stage.put(stage.data));
        await stage.until(
            async () => ((await serving()).status === "Updating" ? true : undefined),
            () => "an update",
            300_000,
        );
        await stage.setChampion(champion);
        const { ModelPackageSummaryList = [] } = await stage.sagemaker.listModelPackages({
            ModelPackageGroupName: stage.endpointName,
            SortBy: "CreationTime",
            SortOrder: "Descending",
        });
        const ModelPackageArn = ModelPackageSummaryList[0]!.ModelPackageArn!;
        await stage.sagemaker.updateModelPackage({ ModelPackageArn, ModelApprovalStatus: "Rejected" });
        const { execution } = await stage.ended(run);
        assert.deepEqual([execution.status, execution.error], ["FAILED", "VersionRejected"]);
        const { output, execution: settlement } = await stage.settlement(execution);
        assert.equal(output?.verdict, "rolled back", settlement.cause);
        assert.equal((await stage.champion())["model-name"], before.modelName);
        assert.equal(await servedModel(), before.modelName);
        assert.equal((await version(ModelPackageArn)).ModelApprovalStatus, "Rejected");
    });

    it("makes the champion of what comes to serve of a run that was aborted meanwhile (16)", async () => {
        await stage.forgetChampion();
        const run = await stage.start(await stage.put(stage.data));
        const before = await serving();
        await stage.until(
            async () => ((await serving()).status === "Updating" ? true : undefined),
            () => "an update",
        );
        await stage.sfn.stopExecution({ executionArn: run });
        const { execution } = await stage.ended(run);
        assert.equal(execution.status, "ABORTED");
        const { output, execution: settlement } = await stage.settlement(execution);
        assert.equal(output?.verdict, "promoted", settlement.cause);

        const after = await serving();
        assert.equal(after.status, "InService");
        assert.notEqual(after.configuration, before.configuration);
        const champion = await stage.champion();
        assert.equal(champion["endpoint-config-name"], after.configuration);
        const { ProductionVariants } = await stage.sagemaker.describeEndpointConfig({
            EndpointConfigName: after.configuration,
        });
        assert.equal(champion["model-name"], ProductionVariants?.[0]?.ModelName);
        const version = await stage.sagemaker.describeModelPackage({
            ModelPackageName: champion["model-package-arn"],
        });
        assert.equal(version.ModelApprovalStatus, "Approved");
        assert.equal(version.CustomerMetadataProperties?.["model-name"], champion["model-name"]);
    });

    monitorFaults(() => stage);

    it("sets rows aside that it cannot use, and trains on the others (14)", async () => {
        const [header, ...rows] = stage.data.trim().split("\n");
        // The same model as the champion's would not be better.
        await stage.forgetChampion();
        const poison = ["90001,cheap,1,Buick,sedan,6,4,1,0,0", "90002,9000"];
        const { output } = await stage.train([header, ...rows, ...poison, ""].join("\n"));
        assert.equal(output?.verdict, "promoted");
        assert.match(await quarantined(output.transform!), /90001,cheap[^]*90002/);
    });

    /** What the endpoint serves. */
    async function serving(): Promise<{ status?: string; configuration?: string }> {
        const found = await stage.sagemaker.describeEndpoint({ EndpointName: stage.endpointName });
        return { status: found.EndpointStatus, configuration: found.EndpointConfigName };
    }

    /** The model that the endpoint serves. */
    async function servedModel(): Promise<string | undefined> {
        const { configuration } = await serving();
        const { ProductionVariants } = await stage.sagemaker.describeEndpointConfig({
            EndpointConfigName: configuration,
        });
        return ProductionVariants?.[0]?.ModelName;
    }

    const version = (ModelPackageName: string) => stage.sagemaker.describeModelPackage({ ModelPackageName });

    /** A row that no model can read. */
    async function nonsense(): Promise<void> {
        const request = { EndpointName: stage.endpointName, ContentType: "text/csv", Body: "nonsense" };
        await assert.rejects(stage.runtime.invokeEndpoint(request), { name: "ModelError" });
    }

    async function alarms(AlarmNamePrefix: string) {
        return (await stage.cloudwatch.describeAlarms({ AlarmNamePrefix })).MetricAlarms ?? [];
    }

    /** The alarms that watched an update go with the deployment that put them. */
    async function watchersGone(): Promise<void> {
        await stage.until(
            async () => ((await alarms(`${stage.endpointName}.rollback-`)).length === 0 ? true : undefined),
            () => "the end of the alarms that watched the update",
        );
    }

    async function trainingJobs(NameContains: string): Promise<string[]> {
        const { TrainingJobSummaries } = await stage.sagemaker.send(new ListTrainingJobsCommand({ NameContains }));
        return TrainingJobSummaries!.map(({ TrainingJobName }) => TrainingJobName!);
    }

    async function quarantined(transform: string): Promise<string> {
        const [, Bucket, folder] = /^s3:\/\/([^/]+)\/(.*)\/transform\/transform\.json$/.exec(transform)!;
        const { Body } = await stage.s3.getObject({ Bucket, Key: `${folder}/quarantine/quarantined.csv` });
        return Body!.transformToString();
    }

    /** When the run's first and last work on the endpoint's behalf was. */
    async function trainingTimes(executionArn: string): Promise<{ start: number; stop: number }> {
        const { events = [] } = await stage.sfn.getExecutionHistory({ executionArn, maxResults: 1000 });
        const start = events.find((event) => event.stateEnteredEventDetails?.name === "Keep the data")!;
        return { start: start.timestamp!.getTime(), stop: events.at(-1)!.timestamp!.getTime() };
    }
});
