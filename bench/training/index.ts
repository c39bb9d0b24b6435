import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../cli/checkout";
import { draftModel } from "../../cli/draft/model";
import { profileFile } from "../../cli/draft/profile";
import { datasetOf } from "../../components/model/model";
import { hyperparameterTexts } from "../../components/training/machine/requests/jobs";
import type { Contender } from "../frame/measure";
import { measurePython, runPython } from "../frame/python";
import { runBenchmark } from "../frame/run";

const rows = 13_581;
const folder = inRoot(".drivetrain", "bench", "training");
const output = join(folder, "output");
const sides = ["train", "validation"] as const;
const fileOf = (side: string): string => join(output, side, `${side}.csv`);

/** A container's program, and the same training by the plain library. */
const pairs = [
    { algorithm: "xgboost", program: "xgboost_algorithm", library: "xgboost", peer: "XGBoost itself" },
    { algorithm: "linear-learner", program: "linear_learner", library: "linear", peer: "scikit-learn's regression" },
] as const;

/** Makes a table of wide columns, drafts a model of it, and pre-processes it. @returns hyperparameters by algorithm */
async function prepare(): Promise<Readonly<Record<string, Readonly<Record<string, string | number>>>>> {
    const data = join(folder, "data");
    await runPython("bench/tables/kinds.py", data, "--only", "cars", "--rows", String(rows));
    const profile = await profileFile(join(data, "cars.csv"));
    const { model } = await draftModel("draft", profile, { target: "selling_price" });
    const description = join(folder, "model.json");
    writeFileSync(description, JSON.stringify(datasetOf(model)));
    const args = { data, model: description, output, message: join(folder, "message") };
    await runPython(
        "jobs/preprocess/preprocess.py",
        ...Object.entries(args).flatMap(([name, path]) => [`--${name}`, path]),
    );
    return Object.fromEntries(
        Object.entries(model.algorithms).map(([name, { hyperparameters }]) => [name, hyperparameters]),
    );
}

/** Lays what a container reads of its job. @returns the folder that stands for `/opt/ml` */
function layJob(algorithm: string, hyperparameters: Readonly<Record<string, string | number>>): string {
    const ml = join(folder, algorithm);
    const config = join(ml, "input", "config");
    mkdirSync(config, { recursive: true });
    mkdirSync(join(ml, "input", "data"));
    for (const side of sides) symlinkSync(join(output, side), join(ml, "input", "data", side));
    const channels = Object.fromEntries(sides.map((side) => [side, { ContentType: "text/csv" }]));
    writeFileSync(join(config, "hyperparameters.json"), JSON.stringify(hyperparameterTexts(hyperparameters)));
    writeFileSync(join(config, "inputdataconfig.json"), JSON.stringify(channels));
    writeFileSync(join(ml, "hyperparameters.json"), JSON.stringify(hyperparameters));
    return ml;
}

function contendersOf(hyperparameters: Awaited<ReturnType<typeof prepare>>): Contender[] {
    return pairs.flatMap(({ algorithm, program, library, peer }) => {
        const ml = layJob(algorithm, hyperparameters[algorithm] ?? {});
        const [train, validation] = sides.map(fileOf) as [string, string];
        return [
            {
                name: `the container of ${algorithm}`,
                run: () => measurePython("bench/training/container.py", `${program}.train`, ml),
            },
            {
                name: peer,
                run: () => {
                    const given = join(ml, "hyperparameters.json");
                    return measurePython("bench/training/peer.py", library, train, validation, given);
                },
            },
        ];
    });
}

void runBenchmark({
    name: "training",
    title: "Training on the local stage",
    about:
        "13,581 rows of some 200 columns, most of them places of texts, with what `new-model` drafts for them: the programs " +
        "that stand for SageMaker's containers beside the plain libraries, from the CSV files on, on one thread each.",
    rounds: 3,
    goals: pairs.map(({ algorithm, peer }) => ({
        what: `CPU s of ${algorithm} / those of ${peer}`,
        of: `the container of ${algorithm}`,
        to: peer,
        by: "cpu",
        atMost: 2,
    })),
    with: async (measure) => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        try {
            return await measure(contendersOf(await prepare()));
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
});
