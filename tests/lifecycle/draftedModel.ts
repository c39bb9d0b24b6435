import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { SSM } from "@aws-sdk/client-ssm";
import { parse, stringify } from "yaml";
import type { DriftVerdict } from "../../contracts/monitoring";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { s3Uri } from "../../contracts/places";
import type { ScoringOutcome } from "../../contracts/scoring";
import type { TrainingOutcome } from "../../contracts/verdict";
import { toParquet } from "../support/parquet";
import { begin, copyCheckout, drivetrain } from "./checkout";

/** A training run as the command tells it. */
export type ToldRun = TrainingOutcome & {
    readonly status: string;
    readonly states: readonly { readonly state: string }[];
};

/** What the API answers. */
export interface Answered {
    readonly degraded: boolean;
    readonly combine: string;
    /** The model that answered, by algorithm. */
    readonly models?: Readonly<Record<string, string>>;
    /** Why an algorithm did not answer. */
    readonly failed?: Readonly<Record<string, string>>;
    readonly predictions: readonly Readonly<Record<string, number | string | null>>[];
}

/** Programs' way to what the stage has. */
export interface Clients {
    readonly s3: S3;
    readonly sagemaker: SageMaker;
    readonly ssm: SSM;
    readonly autoScaling: ApplicationAutoScaling;
}

/** A copy of the checkout in which a model is drafted and lives by a stack of its own, all by the project's command. */
export class DraftedModel {
    private readonly copy: string;
    private readonly stack: string;
    private deployed?: ModelOutputs;

    constructor(private readonly name: string) {
        this.copy = copyCheckout(`drafted-${name}`);
        this.stack = `local-${name}`;
    }

    /** Puts a CSV file beside the stage's own files. */
    file(name: string, content: string): string {
        const path = join(this.copy, ".drivetrain", name);
        writeFileSync(path, content);
        return path;
    }

    /** Puts a CSV file's rows into the landing bucket, where manifests name them: a file for each of their names. */
    async land(csv: string, names: readonly string[]): Promise<string> {
        const { s3 } = await this.connect();
        const { landingBucket: Bucket, dataPrefix = "" } = this.deployed!;
        const [header = "", ...rows] = csv.trimEnd().split("\n");
        for (const [place, name] of names.entries()) {
            const own = rows.filter((_, row) => row % names.length === place);
            const file = this.file(`${name}.csv`, [header, ...own, ""].join("\n"));
            const Body = name.endsWith(".parquet") ? toParquet(file) : readFileSync(file);
            await s3.putObject({ Bucket, Key: `${dataPrefix}parts/${name}`, Body });
        }
        const manifest = [{ prefix: s3Uri(Bucket, `${dataPrefix}parts/`) }, ...names];
        return this.file("parts.manifest.json", JSON.stringify(manifest, null, 1));
    }

    /** Has the model drafted. @returns the files that were written, relative to the checkout */
    async draft(from: string, target: string): Promise<readonly string[]> {
        const options = ["--from", from, "--target", target];
        return (await this.told<{ files: string[] }>(["new-model", this.name, ...options])).files;
    }

    /** Replaces texts of the model's file, as a person does in an editor; each must be there. */
    edit(...changes: readonly (readonly [from: string, to: string])[]): void {
        const path = join(this.copy, "infra", "models", `${this.name}.ts`);
        const edited = changes.reduce(
            (source, [from, to]) => {
                assert.ok(source.includes(from), `${from} is not in\n${source}`);
                return source.replaceAll(from, to);
            },
            readFileSync(path, "utf8"),
        );
        writeFileSync(path, edited);
    }

    /** Adds to the config of the model's stack. */
    configure(config: Readonly<Record<string, unknown>>): void {
        const path = join(this.copy, `Pulumi.${this.stack}.yaml`);
        const settings = parse(readFileSync(path, "utf8")) as { config: Record<string, unknown> };
        writeFileSync(path, stringify({ ...settings, config: { ...settings.config, ...config } }));
    }

    async up(): Promise<void> {
        this.deployed = (await this.ask<{ outputs: ModelOutputs }>(["up"])).outputs;
    }

    get artifactBucket(): string {
        return this.deployed!.artifactBucket;
    }

    pipeline(algorithm: string): PipelineOutputs {
        return this.deployed!.pipelines[algorithm]!;
    }

    /** Pushes data and waits for the runs that it starts. */
    async train(file: string): Promise<Readonly<Record<string, ToldRun>>> {
        return (await this.ask<{ training: Record<string, ToldRun> }>(["train", file])).training;
    }

    approve(algorithm: string): Promise<ToldRun> {
        return this.ask<ToldRun>(["approve", algorithm]);
    }

    /** Takes the version of an algorithm out of service that serves. @returns what came of it */
    async rollback(algorithm: string): Promise<ToldRun> {
        const { stdout, stderr } = await drivetrain(this.copy, "rollback", algorithm, "-s", this.stack, "--json");
        assert.notEqual(stdout, "", stderr);
        return JSON.parse(stdout) as ToldRun;
    }

    predict(file: string): Promise<Answered> {
        return this.ask<Answered>(["predict", file]);
    }

    /** Scores a file. @returns what the run says, and the rows of the result by column */
    async score(
        file: string,
        ...options: readonly string[]
    ): Promise<{ scoring: ScoringOutcome; rows: Record<string, string>[] }> {
        const result = join(this.copy, ".drivetrain", "scored.csv");
        const { scoring } = await this.ask<{ scoring: ScoringOutcome }>([...["score", file, "-o", result], ...options]);
        return { scoring, rows: rowsOf(readFileSync(result, "utf8")) };
    }

    /** Has the monitor judge what came since its last run. */
    async monitor(): Promise<DriftVerdict> {
        return (await this.ask<{ output: DriftVerdict }>(["monitor"])).output;
    }

    async connect(): Promise<Clients> {
        const { set } = await this.ask<{ set: Record<string, string> }>(["env"]);
        const options = {
            endpoint: set.AWS_ENDPOINT_URL,
            region: set.AWS_REGION,
            credentials: { accessKeyId: set.AWS_ACCESS_KEY_ID!, secretAccessKey: set.AWS_SECRET_ACCESS_KEY! },
        };
        return {
            s3: new S3({ ...options, forcePathStyle: true }),
            sagemaker: new SageMaker(options),
            ssm: new SSM(options),
            autoScaling: new ApplicationAutoScaling(options),
        };
    }

    /** Has the account looked at, as before a first deployment. @returns what was found, by the check */
    async examine(): Promise<Readonly<Record<string, string>>> {
        const { findings } = await this.ask<{ findings: { check: string; standing: string }[] }>(["doctor"]);
        return Object.fromEntries(findings.map(({ check, standing }) => [check, standing]));
    }

    /** Tries the deployment. @returns whether it was trained first, and how many rows were answered */
    async smoke(): Promise<{ trained: boolean; rows: number }> {
        const file = join(this.copy, ".drivetrain", "flats.csv");
        const { trained, scores } = await this.ask<{ trained: boolean; scores: object[] }>(["smoke", "--file", file]);
        return { trained, rows: scores.length };
    }

    /** Runs a script of package.json on the stack, as a workflow does. @throws where it fails */
    async script(name: string): Promise<string> {
        const { set } = await this.ask<{ set: Record<string, string> }>(["env"]);
        const args = ["run", "--silent", name, "--", "--stack", this.stack];
        const { code, stdout, stderr } = await begin(this.copy, "npm", args, { ...process.env, ...set }).ended;
        assert.equal(code, 0, `${name}:\n${stderr}\n${stdout}`);
        return stdout;
    }

    /** Removes the stack with all that its runs made. @returns the names of the stacks that are gone */
    async down(): Promise<readonly string[]> {
        return (await this.ask<{ destroyed: string[] }>(["down"])).destroyed;
    }

    /** Whether the copy has a stage, or state of one. */
    get isStaged(): boolean {
        return ["local", "state"].some((folder) => existsSync(join(this.copy, ".drivetrain", folder)));
    }

    /** Removes the copy, and ends its stage where that is still there. */
    async remove(): Promise<void> {
        await drivetrain(this.copy, "stop", "--now");
        rmSync(this.copy, { recursive: true, force: true });
    }

    private ask<T>([command = "", ...args]: readonly string[]): Promise<T> {
        return this.told<T>([command, ...args, "-s", this.stack]);
    }

    private async told<T>(args: readonly string[]): Promise<T> {
        const { code, stdout, stderr } = await drivetrain(this.copy, ...args, "--json");
        assert.equal(code, 0, `drivetrain ${args.join(" ")}:\n${stderr}\n${stdout}`);
        return JSON.parse(stdout) as T;
    }
}

/** The rows of a CSV file without quotes, by column. */
function rowsOf(csv: string): Record<string, string>[] {
    const [header = "", ...lines] = csv.trimEnd().split("\n");
    const names = header.split(",");
    return lines.map((line) => {
        const values = line.split(",");
        return Object.fromEntries(names.map((name, place) => [name, values[place] ?? ""]));
    });
}
