import { strict as assert } from "node:assert";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { engineEnvironment } from "../../tools/engine";
import { invoke, provideRuntime } from "../functions/closures/fresh";
import { AwsStub } from "../functions/closures/stub";

const checkout = resolve(__dirname, "..", "..");

interface Planned {
    readonly type: string;
    readonly urn: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** What each example has once, and what it does without. */
const examples = {
    "whole-model": { has: ["index:Model", "monitoring:ModelMonitor"], lacks: ["realtime:ApiGatewayAccess"] },
    "single-components": { has: ["realtime:ApiGatewayAccess"], lacks: ["index:Model", "monitoring:ModelMonitor"] },
} as const;

/** The package as npm would publish it, in programs that know nothing of this checkout. */
describe("the package, installed in a program of somebody else's", () => {
    // Outside the checkout, or its node_modules would be found from there.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "examples-")));
    let project = folder;
    /** Outside the program, or a function would find its packages. */
    let functions: string;
    let planned: readonly Planned[];
    let provider: ChildProcess | undefined;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        await pack();
        await startProvider();
    });
    after(async () => {
        if (provider !== undefined) {
            const closed = once(provider, "close");
            provider.kill();
            await closed;
        }
        rmSync(folder, { recursive: true });
    });

    async function succeed(program: string, args: readonly string[], cwd = project): Promise<{ stdout: string }> {
        const options = { cwd, env: environment ?? process.env, maxBuffer: 256 * 1024 * 1024 };
        return new Promise((done, fail) => {
            execFile(program, args, options, (error, stdout, stderr) =>
                error === null ? done({ stdout }) : fail(new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}`)),
            );
        });
    }

    /** Packs the checkout. */
    async function pack(): Promise<void> {
        // A copy, as packing builds: the checkout's own dist/ is nobody's business here.
        const source = join(folder, "source");
        mkdirSync(source);
        const parts = [
            "cli/drivetrain.js",
            "components",
            "contracts",
            "functions",
            "infra/main.js",
            "jobs",
            "LICENSE",
            "README.md",
        ];
        for (const part of [...parts, "package.json", "tsconfig.json", "tsconfig.build.json"]) {
            cpSync(join(checkout, part), join(source, part), { recursive: true });
        }
        symlinkSync(join(checkout, "node_modules"), join(source, "node_modules"));
        // Scripts, since the one before packing builds: the checkout's own .npmrc, or npx, may have turned them off.
        await succeed("npm", ["pack", "--pack-destination", folder, "--ignore-scripts=false"], source);
    }

    /** Installs the tarball in a copy of an example. */
    async function install(example: string): Promise<void> {
        const [tarball = ""] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
        project = join(folder, example);
        functions = join(folder, `${example}-functions`);
        mkdirSync(project);
        writeFileSync(join(project, "package.json"), "{}");
        // The peers come from this checkout, as the registry has the same ones: the test needs no network.
        const alone = ["--offline", "--legacy-peer-deps", "--no-audit", "--no-fund"];
        await succeed("npm", ["install", ...alone, join(folder, tarball)]);
        for (const name of ["@pulumi", "@types", "typescript"]) {
            symlinkSync(join(checkout, "node_modules", name), join(project, "node_modules", name));
        }
        cpSync(join(checkout, "examples", example), project, { recursive: true });
    }

    async function preview(): Promise<void> {
        await succeed("pulumi", ["stack", "init", "dev", "--non-interactive"]);
        const { stdout } = await succeed("pulumi", ["preview", "--json", "--non-interactive"]);
        const { steps } = JSON.parse(stdout) as { steps: { op: string; newState: Planned }[] };
        assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
        planned = steps.map(({ newState }) => newState);
    }

    async function startProvider(): Promise<void> {
        const withoutAws = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("AWS_")));
        const server = join(checkout, "local", "provider", "server.ts");
        provider = spawn(process.execPath, ["-r", "./tools/typescript.js", server], {
            cwd: checkout,
            env: withoutAws,
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert.ok(provider.stdout);
        const [line] = (await once(provider.stdout, "data")) as [Buffer];
        const ports = JSON.parse(line.toString()) as { aws: number; awsx: number };
        mkdirSync(join(folder, "state"));
        environment = {
            ...withoutAws,
            ...engineEnvironment({ local: false }),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_DEBUG_PROVIDERS: `aws:${ports.aws},awsx:${ports.awsx}`,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        };
    }

    for (const [example, { has, lacks }] of Object.entries(examples)) {
        describe(example, () => {
            before(async () => {
                await install(example);
                await preview();
            });

            it("has what a program needs, and nothing that it does not", () => {
                const installed = join(project, "node_modules", "drivetrain");
                const top = readdirSync(installed).sort();
                // npm takes "main" and "bin" along, whatever "files" says.
                assert.deepEqual(top, ["LICENSE", "README.md", "cli", "dist", "infra", "jobs", "package.json"]);
                assert.deepEqual(readdirSync(join(installed, "infra")), ["main.js"]);
                assert.ok(existsSync(join(installed, "jobs/preprocess/preprocess.py")));
                const all = readdirSync(installed, { recursive: true, encoding: "utf8" });
                assert.deepEqual(
                    all.filter((file) => /__pycache__|\.pyc$|\.test\.|(?<!\.d)\.ts$/.test(file)),
                    [],
                );
            });

            it("is typed", async () => {
                await succeed(join(checkout, "node_modules", ".bin", "tsc"), ["-p", "."]);
            });

            it("is previewed by the real engine: a model of its own, with all that belongs to it", () => {
                const count = (type: string) => planned.filter((one) => one.type === type).length;
                for (const component of [
                    "foundation:Foundation",
                    "foundation:PreprocessingCode",
                    "training:TrainingPipeline",
                    "scoring:BatchScoringPipeline",
                    "realtime:RealtimeInference",
                    ...has,
                ]) {
                    assert.equal(count(`drivetrain:${component}`), 1, component);
                }
                for (const component of lacks) assert.equal(count(`drivetrain:${component}`), 0, component);
                assert.equal(count("aws:s3/bucket:Bucket"), 3);
                const monitored = count("drivetrain:monitoring:ModelMonitor") > 0;
                const scripts = ["data", "explain", "monitor", "preprocess"]
                    .flatMap((name) => readdirSync(join(checkout, "jobs", name)))
                    .filter((file) => file.endsWith(".py"));
                // The model's description, what its baselines are made by, and what a monitor brings: a script, an archive,
                // settings and the columns of tables.
                const others = monitored ? 6 : 2;
                assert.equal(count("aws:s3/bucketObjectv2:BucketObjectv2"), scripts.length + others);
                const model = planned.find(({ urn }) => urn.endsWith("rents-code-model-model.json"));
                assert.equal((JSON.parse(String(model?.inputs["content"])) as { target: string }).target, "rent");
                const machines = planned.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
                assert.deepEqual(machines.map(({ inputs }) => inputs["name"]).sort(), [
                    ...(monitored ? ["drivetrain-dev-rents-monitor"] : []),
                    "drivetrain-dev-rents-scoring",
                    "drivetrain-dev-rents-xgboost-deployment",
                    "drivetrain-dev-rents-xgboost-training",
                ]);
            });

            it("has functions that hold themselves all that they need", () => {
                const names = unpack();
                assert.ok(names.length >= 3, names.join());
                for (const name of names) {
                    assert.deepEqual(readdirSync(join(functions, name, "code")), ["__index.js"], name);
                    const code = readFileSync(join(functions, name, "code", "__index.js"), "utf8");
                    const required = [...code.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, what]) =>
                        String(what),
                    );
                    // The serializer writes Node's own modules without their prefix.
                    const foreign = required.filter(
                        (what) => !/^@aws-sdk\/client-[a-z0-9-]+$/.test(what) && !isBuiltin(what),
                    );
                    assert.deepEqual(foreign, [], name);
                }
            });

            it("predicts by the rule of its own model", async () => {
                unpack();
                mkdirSync(join(functions, "node_modules"), { recursive: true });
                provideRuntime(functions);
                const stub = new AwsStub();
                const endpoint = await stub.start();
                try {
                    stub.expect(serving);
                    const name = "drivetrain-dev-rents-predict";
                    const { result, error } = await invoke(functions, name, endpoint, {
                        httpMethod: "POST",
                        headers: { "Content-Type": "application/json" },
                        requestContext: { requestId: "0123" },
                        body: JSON.stringify({ flat_id: "a", area: 70, district: "Mitte", balcony: 1 }),
                    });
                    assert.equal(error, undefined);
                    const { body } = result as { body: string };
                    const [prediction] = (JSON.parse(body) as { predictions: object[] }).predictions;
                    // The endpoint's score is below zero, and the model's own rule takes no such rent.
                    assert.deepEqual(prediction, { flat_id: "a", xgboost: -20, result: 0 }, body);
                    // The request itself is kept afterwards.
                    assert.deepEqual(stub.calls.at(-2)?.input, "2,1,0");
                } finally {
                    await stub.stop();
                }
            });
        });
    }

    /** Leaves each planned function in a folder, as Lambda would unpack it; returns their names. */
    function unpack(): string[] {
        const made = planned.filter(({ type }) => type === "aws:lambda/function:Function");
        return made.map(({ inputs }) => {
            const { name, code, ...rest } = inputs as unknown as PlannedFunction;
            const target = join(functions, name);
            mkdirSync(join(target, "code"), { recursive: true });
            for (const [file, { text }] of Object.entries(code.assets)) {
                writeFileSync(join(target, "code", file), text);
            }
            writeFileSync(join(target, "function.json"), JSON.stringify({ name, ...rest }));
            return name;
        });
    }
});

interface PlannedFunction {
    readonly name: string;
    readonly code: { readonly assets: Readonly<Record<string, { readonly text: string }>> };
}

/** What AWS answers the function that predicts. */
const serving = {
    GetParameters: {
        Parameters: [
            { Name: "/drivetrain/dev/rents/xgboost/champion/endpoint-name", Value: "rents-xgboost-dev" },
            { Name: "/drivetrain/dev/rents/xgboost/champion/model-name", Value: "rents-xgboost-dev-1" },
            { Name: "/drivetrain/dev/rents/xgboost/champion/transform", Value: "s3://artifacts/run/transform.json" },
        ],
    },
    "GET /artifacts/run/transform.json": {
        version: 1,
        model: "rents",
        identifier: "flat_id",
        target: "rent",
        columns: [],
        features: [
            { column: "area", kind: "numeric", impute: 60, mean: 50, scale: 10 },
            { column: "district", kind: "onehot", categories: ["Mitte", "Wedding"], impute: "Mitte" },
        ],
        vector: ["area", "district=Mitte", "district=Wedding"],
    },
    "POST /endpoints/rents-xgboost-dev/invocations": { predictions: [{ score: -20 }] },
};
