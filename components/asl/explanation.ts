import { processing } from "./requests";
import type { Json } from "./states";

/** The job that tells what each feature adds to answers: jobs/explain/contributions.py. */
export const explanationEntrypoint = ["python3", `${processing}/input/code/explain/contributions.py`] as const;

const input = `${processing}/input`;

interface TreesJob {
    /** The algorithm's own. */
    readonly image: string;
    /** The folder that it writes to, below `output/`. @default `output/` itself */
    readonly output?: string;
}

/**
 * What a processing job runs that has XGBoost tell contributions. Its inputs are `code`, `artifact` (the version's
 * model.tar.gz), `transform` (its transform.json) and `vectors`.
 */
export function explainTrees({ image, output = "" }: TreesJob): { readonly [key: string]: Json } {
    return {
        AppSpecification: {
            ImageUri: image,
            ContainerEntrypoint: explanationEntrypoint,
            ContainerArguments: [...treesArguments, ...explanationPlaces(output)],
        },
    };
}

/** Which model it is, as the job is told. */
export const treesArguments = [
    ...["trees", "--model", `${input}/artifact/model.tar.gz`],
    ...["--transform", `${input}/transform/transform.json`],
] as const;

export const linearArguments = ["linear", "--attribution", `${input}/attribution/attribution.json`] as const;

/** Where it finds vectors, and leaves what it found. */
export function explanationPlaces(output = ""): readonly string[] {
    return [
        ...["--vectors", `${input}/vectors`, "--output", `${processing}/output${output && `/${output}`}`],
        ...["--message", "/opt/ml/output/message"],
    ];
}
