import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    CreateProcessingJobCommand,
    type CreateProcessingJobRequest,
    DescribeProcessingJobCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { Json } from "../../../../components/asl/states";
import { datasetOf } from "../../../../components/model/model";
import { createMeasureJob, createProcessingJob } from "../../../../components/training/machine/requests/preprocessing";
import { definitionArgs } from "../../../components/training/definitionArgs";
import { model } from "../../../components/training/pipelineArgs";
import { evaluate } from "../../../support/jsonata";
import { toParquet } from "../../../support/parquet";
import { role, Server, until } from "../support";

const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 600 };
const root = join(__dirname, "../../../..");

describe("pre-processing of several objects, by the requests of the state machine", function () {
    this.timeout(60_000);
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        for (const folder of ["data", "preprocess"]) {
            for (const file of readdirSync(join(root, "jobs", folder)).filter((name) => name.endsWith(".py"))) {
                const place = `s3://artifacts/code/preprocess/0123/code/${folder}/${file}`;
                server.aws.put(place, readFileSync(join(root, "jobs", folder, file)));
            }
        }
        server.aws.put("s3://artifacts/code/preprocess/0123/model/model.json", JSON.stringify(datasetOf(model)));
    });
    after(() => server.stop());

    /** Three objects, one of them Parquet, of which the last one repeats a row of the first. */
    function land(run: string): void {
        const [header = "", ...rows] = readFileSync(join(root, "data", "used-cars.csv"), "utf8")
            .trimEnd()
            .split("\n");
        const folder = mkdtempSync(join(tmpdir(), "drivetrain-"));
        for (const [place, name] of ["a.csv", "b.parquet", "c.csv"].entries()) {
            const own = [...rows.filter((_, row) => row % 3 === place), ...(place === 2 ? rows.slice(0, 1) : [])];
            const file = join(folder, `${name}.csv`);
            writeFileSync(file, [header, ...own, ""].join("\n"));
            const content = name.endsWith(".parquet") ? toParquet(file) : readFileSync(file);
            server.aws.put(`s3://artifacts/runs/${run}/input/0000${place + 1}/${name}`, content);
        }
        rmSync(folder, { recursive: true });
    }

    async function process(make: typeof createMeasureJob, run: string, instanceCount: number): Promise<void> {
        const variables = {
            ...{ run: { name: `cars-${run}`, location: `s3://artifacts/runs/${run}` }, objects: 3, tries: 0 },
            ...{ champion: null, keyArn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" },
            states: { context: { State: { RetryCount: 0 } } },
        };
        const made: Json = make(definitionArgs({ preprocessing: { ...job, instanceCount } }));
        const request = (await evaluate(made, variables)) as CreateProcessingJobRequest;
        await sagemaker.send(new CreateProcessingJobCommand({ ...request, RoleArn: role }));
        const { ProcessingJobName } = request;
        const ended = await until(
            () => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName })),
            ({ ProcessingJobStatus }) => ProcessingJobStatus !== "InProgress",
        );
        assert.equal(ended.ProcessingJobStatus, "Completed", ended.ExitMessage ?? ended.FailureReason);
        assert.equal(ended.ProcessingResources?.ClusterConfig?.InstanceCount, instanceCount);
    }

    /** What a run has left, by the path in its folder. */
    function left(run: string): Map<string, string> {
        const start = `artifacts/runs/${run}/`;
        return new Map(server.aws.keys(start).map((key) => [key.slice(start.length), server.aws.text(key)]));
    }

    const joined = (files: Map<string, string>, start: string) =>
        [...files].flatMap(([path, text]) => (path.startsWith(start) ? text.split("\n").filter(Boolean) : []));

    it("leaves on two machines what it leaves on one", async () => {
        land("one");
        await process(createProcessingJob, "one", 1);
        land("two");
        await process(createMeasureJob, "two", 2);
        await process(createProcessingJob, "two", 2);
        const [one, two] = [left("one"), left("two")];
        for (const path of ["transform/transform.json", "report/report.json", "test/test.csv"]) {
            assert.ok(one.get(path), path);
            assert.equal(two.get(path), one.get(path), path);
        }
        const report = JSON.parse(String(one.get("report/report.json"))) as Record<string, unknown>;
        assert.deepEqual([report["input"], report["used"], report["quarantined"]], [805, 804, 1]);
        for (const folder of ["train/", "validation/", "contenders/challenger/", "shuffled/"]) {
            assert.deepEqual(joined(two, folder), joined(one, folder), folder);
        }
        assert.deepEqual(
            [...two.keys()].filter((path) => /^(train|quarantine)\//.test(path)),
            ["quarantine/quarantined-00002.csv", ...[0, 1, 2].map((place) => `train/train-0000${place}.csv`)],
        );
        assert.match(
            String(two.get("quarantine/quarantined-00002.csv")),
            /is in an earlier row already.*"00003\/c\.csv"/,
        );
    });
});
