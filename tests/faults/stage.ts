import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntime } from "@aws-sdk/client-sagemaker-runtime";
import { type DescribeExecutionOutput, type HistoryEvent, SFN, type SFNClientConfig } from "@aws-sdk/client-sfn";
import { GetParametersByPathCommand, SSM } from "@aws-sdk/client-ssm";
import { parse, stringify } from "yaml";
import { executionArnOf } from "../../contracts/arns";
import type { ModelOutputs } from "../../contracts/outputs";
import { runId } from "../../contracts/runIds";
import type { TrainingOutcome } from "../../contracts/verdict";
import type { Fault } from "../../local";
import { copyCheckout, drivetrain, type Ended } from "../lifecycle/checkout";

/** S3's "Object Created" event, as far as a run reads it. */
export interface ObjectCreated {
    readonly time: string;
    readonly detail: {
        readonly bucket: { readonly name: string };
        readonly object: { readonly key: string; readonly "version-id": string; readonly sequencer: string };
    };
}

/** A run that has ended, with its verdict where it has one. */
export interface EndedRun {
    readonly execution: DescribeExecutionOutput;
    readonly output?: TrainingOutcome;
    /** The names of the states that were entered, in their order; those of its deployment come last. */
    readonly states: readonly string[];
}

/** A local stage of its own with one model deployed, whose training runs of one algorithm are met by faults. */
export class FaultStage {
    readonly sfn: SFN;
    readonly sagemaker: SageMaker;
    readonly runtime: SageMakerRuntime;
    readonly s3: S3;
    readonly ssm: SSM;
    readonly cloudwatch: CloudWatch;
    readonly dynamodb: DynamoDB;
    /** How any client reaches the stage. */
    readonly client: Readonly<Pick<SFNClientConfig, "endpoint" | "region" | "credentials">>;
    private pushed = 0;
    private sequencer = 0;

    private constructor(
        private readonly copy: string,
        readonly outputs: ModelOutputs,
        private readonly faults: string,
        private readonly algorithm: string,
        environment: Readonly<Record<string, string>>,
    ) {
        this.client = {
            endpoint: environment.AWS_ENDPOINT_URL,
            region: environment.AWS_REGION,
            credentials: {
                accessKeyId: environment.AWS_ACCESS_KEY_ID!,
                secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
            },
        };
        const options = this.client;
        this.sfn = new SFN(options);
        this.sagemaker = new SageMaker(options);
        this.runtime = new SageMakerRuntime(options);
        this.s3 = new S3({ ...options, forcePathStyle: true });
        this.ssm = new SSM(options);
        this.cloudwatch = new CloudWatch(options);
        this.dynamodb = new DynamoDB(options);
    }

    /**
     * Deploys the stack `local` of a copy of the checkout.
     *
     * @param config the stack's config where it is to differ, by key
     */
    static async up(name: string, algorithm: string, config: Readonly<Record<string, unknown>>): Promise<FaultStage> {
        const copy = copyCheckout(name);
        const file = join(copy, "Pulumi.local.yaml");
        const settings = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
        writeFileSync(file, stringify({ ...settings, config: { ...settings.config, ...config } }));
        const { outputs } = JSON.parse(succeeded(await drivetrain(copy, "up", "--json"))) as { outputs: ModelOutputs };
        const { set } = JSON.parse(succeeded(await drivetrain(copy, "env", "--json"))) as {
            set: Record<string, string>;
        };
        const stage = JSON.parse(readFileSync(join(copy, ".drivetrain", "local", "stage.json"), "utf8")) as {
            faults: string;
        };
        return new FaultStage(copy, outputs, stage.faults, algorithm, set);
    }

    async down(): Promise<void> {
        await drivetrain(this.copy, "stop");
        rmSync(this.copy, { recursive: true, force: true });
    }

    /** Runs a command as a person would. */
    command(...args: string[]): Promise<Ended> {
        return drivetrain(this.copy, ...args);
    }

    get endpointName(): string {
        return this.pipeline.endpointName;
    }

    get data(): string {
        return readFileSync(join(this.copy, "data", "used-cars.csv"), "utf8");
    }

    /**
     * Puts data where the pipeline may read it, under a name for which no rule starts a run, and gives the event that
     * S3 would send: what happens to the event is the test's business.
     */
    async put(content: string, key = `training/data-${++this.pushed}`): Promise<ObjectCreated> {
        const { VersionId } = await this.s3.putObject({ Bucket: this.outputs.landingBucket, Key: key, Body: content });
        return {
            time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
            detail: {
                bucket: { name: this.outputs.landingBucket },
                object: { key, "version-id": VersionId!, sequencer: this.nextSequencer() },
            },
        };
    }

    /** Greater with each call, as those of one object's versions are. */
    private nextSequencer(): string {
        this.sequencer = Math.max(Date.now(), this.sequencer + 1);
        return this.sequencer.toString(16).toUpperCase();
    }

    async start(event: object): Promise<string> {
        const { executionArn } = await this.sfn.startExecution({
            stateMachineArn: this.pipeline.stateMachineArn,
            input: JSON.stringify(event),
        });
        return executionArn!;
    }

    /** Starts a run with all of the data, or what is given, and waits until it has ended. */
    async train(content = this.data): Promise<EndedRun> {
        return this.ended(await this.start(await this.put(content)));
    }

    async ended(executionArn: string): Promise<EndedRun> {
        let states: string[] = [];
        const execution = await this.until(
            async () => {
                const found = await this.sfn.describeExecution({ executionArn });
                states = [...(await this.statesOf(executionArn)), ...(await this.statesOf(this.deploymentOf(found)))];
                return found.status === "RUNNING" ? undefined : found;
            },
            () => `the end of ${executionArn} (it went through ${states.join(", ")})`,
            300_000,
        );
        return {
            execution,
            output: execution.output === undefined ? undefined : (JSON.parse(execution.output) as TrainingOutcome),
            states,
        };
    }

    /** The execution that settles a run's deployment, once it has ended. */
    async settlement(run: DescribeExecutionOutput): Promise<EndedRun> {
        const name = `settle-${this.deploymentOf(run).split(":").at(-1)}`;
        const executionArn = executionArnOf(this.pipeline.deploymentStateMachineArn!, name);
        await this.until(
            async () => this.sfn.describeExecution({ executionArn }).catch(() => undefined),
            () => `the start of ${executionArn}`,
        );
        return this.ended(executionArn);
    }

    /** The deployment that a run sends its version to. */
    private deploymentOf({ executionArn, startDate }: DescribeExecutionOutput): string {
        return executionArnOf(this.pipeline.deploymentStateMachineArn!, runId(executionArn!, startDate!));
    }

    /** None of an execution that is not there. */
    private async statesOf(executionArn: string): Promise<string[]> {
        const { events = [] } = await this.sfn
            .getExecutionHistory({ executionArn, maxResults: 1000 })
            .catch((error: Error): { events?: HistoryEvent[] } => {
                if (error.name !== "ExecutionDoesNotExist") throw error;
                return {};
            });
        return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    }

    /** Arms faults of SageMaker. */
    async fault(...faults: Fault[]): Promise<void> {
        const answer = await fetch(this.faults, { method: "POST", body: JSON.stringify(faults) });
        assert.equal(answer.status, 200, await answer.text());
    }

    /** The faults that have not happened yet; a test takes them back. */
    async pendingFaults(): Promise<Fault[]> {
        const pending = (await (await fetch(this.faults)).json()) as Fault[];
        await fetch(this.faults, { method: "DELETE" });
        return pending;
    }

    /** The parameters of the champion, by their last name; none before the first model is promoted. */
    async champion(): Promise<Record<string, string>> {
        const { Parameters = [] } = await this.ssm.send(new GetParametersByPathCommand({ Path: this.championPath }));
        return Object.fromEntries(Parameters.map(({ Name, Value }) => [Name!.split("/").at(-1)!, Value!]));
    }

    /** Makes a model the champion again, by the parameters that it had. */
    async setChampion(champion: Readonly<Record<string, string>>): Promise<void> {
        await this.forgetChampion();
        for (const [name, Value] of Object.entries(champion)) {
            await this.ssm.putParameter({ Name: `${this.championPath}/${name}`, Value, Type: "String" });
        }
    }

    /** Makes the next model the first one: it has no rival and is promoted whatever its figures. */
    async forgetChampion(): Promise<void> {
        const names = Object.keys(await this.champion()).map((name) => `${this.championPath}/${name}`);
        if (names.length > 0) await this.ssm.deleteParameters({ Names: names });
    }

    /** Polls until there is something. */
    async until<T>(look: () => Promise<T | undefined>, what: () => string, withinMs = 60_000): Promise<T> {
        for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(200)) {
            const found = await look();
            if (found !== undefined) return found;
        }
        throw new Error(`${what()} did not come within ${withinMs / 1000} seconds.`);
    }

    private get pipeline(): ModelOutputs["pipelines"][string] {
        return this.outputs.pipelines[this.algorithm]!;
    }

    private get championPath(): string {
        return `${this.pipeline.parameterPrefix}/champion`;
    }
}

function succeeded({ code, stdout, stderr }: Ended): string {
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    return stdout;
}
