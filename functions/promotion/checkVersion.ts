import type { Column, DatasetSpec } from "../../contracts/dataset";
import { noBaseline } from "../../contracts/parameters";
import { baselineFiles } from "../../contracts/places";
import {
    artifactHashProperty,
    type CheckedVersion,
    type CheckRequest,
    type OfferedVersion,
} from "../../contracts/promotion";
import type { Transform } from "../../contracts/transform";
import { sha256Of } from "../shared/digest";
import { connectReader, type ObjectReader, readJsonObject, readText } from "../shared/objects";

/** What a stage asks of a version, whoever trained it. */
export interface Bar {
    /** The model as this stage's file has it. */
    readonly dataset: DatasetSpec;
    /** The gate's metric, and the greatest value of it that passes. */
    readonly metric: string;
    readonly threshold: number;
    /** Whether this stage watches the model, which takes a baseline. */
    readonly monitoring: boolean;
}

/** What a version must tell of itself, since a deployment reads it. */
const needed = [
    "model-name",
    "location",
    "transform",
    "metric",
    "metric-value",
    "rows",
    "rmse",
    "mae",
    artifactHashProperty,
];

/** Tells what is against a version, all of it at once. */
export async function checkVersion(objects: ObjectReader, bar: Bar, request: CheckRequest): Promise<CheckedVersion> {
    const { version } = request;
    const lacking = needed.filter((name) => version.properties[name] === undefined);
    if (lacking.length > 0) {
        return { refusals: [`its metadata has no ${lacking.join(", ")}: train it again with this release`] };
    }
    const refusals = [
        checkMetric(bar, version),
        checkImage(request),
        ...(await Promise.all([
            checkArtifact(objects, version),
            checkSchema(objects, bar, version),
            checkBaseline(objects, bar, version),
        ])),
    ];
    return { refusals: refusals.filter((refusal) => refusal !== undefined) };
}

function checkMetric({ metric, threshold }: Bar, { properties }: OfferedVersion): string | undefined {
    const { metric: own } = properties;
    if (own !== metric) return `it was judged by ${own}, and this stage's gate asks for ${metric}`;
    const value = Number(properties["metric-value"]);
    return value <= threshold ? undefined : `its ${metric} of ${value} is above this stage's bar of ${threshold}`;
}

/** A digest or a tag tells what an image is; the registry before it may be another region's. */
function checkImage({ version, image }: CheckRequest): string | undefined {
    const name = (uri: string) => uri.slice(uri.indexOf("/") + 1);
    return name(version.image) === name(image)
        ? undefined
        : `it is served by ${version.image}, and this stage serves the algorithm by ${image}`;
}

async function checkArtifact(
    objects: ObjectReader,
    { artifact, properties }: OfferedVersion,
): Promise<string | undefined> {
    return unless(async () => {
        const found = await sha256Of(objects, artifact);
        const told = properties[artifactHashProperty];
        return found === told ? undefined : `its artifact has the SHA-256 ${found}, and was registered with ${told}`;
    });
}

async function checkBaseline(
    objects: ObjectReader,
    { monitoring }: Bar,
    { properties }: OfferedVersion,
): Promise<string | undefined> {
    if (!monitoring) return undefined;
    const folder = properties["baseline-location"] ?? noBaseline;
    if (folder === noBaseline) return "it has no baseline, which this stage's monitor compares with";
    return unless(async () => {
        const { statistics, constraints, qualityStatistics, qualityConstraints } = baselineFiles;
        for (const file of [statistics, constraints, qualityStatistics, qualityConstraints]) {
            await readText(objects, `${folder}/${file}`);
        }
        return undefined;
    });
}

async function checkSchema(
    objects: ObjectReader,
    { dataset }: Bar,
    { properties }: OfferedVersion,
): Promise<string | undefined> {
    return unless(async () => {
        const transform = (await readJsonObject(objects, properties["transform"] ?? "")) as Transform;
        const differences = [
            ...(["identifier", "target"] as const).flatMap((field) =>
                transform[field] === dataset[field]
                    ? []
                    : [`${field} ${String(transform[field])}, here ${String(dataset[field])}`],
            ),
            ...columnDifferences(transform.columns, dataset.columns),
        ];
        return differences.length === 0
            ? undefined
            : `its data schema is not that of this stage's model file: ${differences.join("; ")}`;
    });
}

function columnDifferences(theirs: readonly Column[], ours: readonly Column[]): string[] {
    const find = (columns: readonly Column[], name: string) => columns.find((column) => column.name === name);
    const names = [...new Set([...theirs, ...ours].map(({ name }) => name))];
    return names.flatMap((name) => {
        const [there, here] = [find(theirs, name), find(ours, name)];
        if (there === undefined) return [`no column ${name} there`];
        if (here === undefined) return [`a column ${name} that is none here`];
        const fields = different(there, here);
        return fields.length === 0 ? [] : [`column ${name} differs in ${fields.join(", ")}`];
    });
}

/** The fields in which two columns differ; what people read of them is nothing to a model. */
function different(there: Column, here: Column): string[] {
    const keys = [...new Set([...Object.keys(there), ...Object.keys(here)])] as (keyof Column)[];
    return keys.filter((key) => key !== "description" && canonical(there[key]) !== canonical(here[key]));
}

/** A value as JSON, with keys in one order. */
function canonical(value: unknown): string {
    return JSON.stringify(value ?? null, (_, part: unknown) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
            ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
            : part,
    );
}

/** A check that reads; what is missing is against the version, and any other trouble is none of its fault. */
async function unless(check: () => Promise<string | undefined>): Promise<string | undefined> {
    return check().catch((error: Error) => {
        if (error.name === "ObjectMissing") return error.message;
        throw error;
    });
}

/** The factory of the handler, to be serialized into a Lambda. */
export function checkHandler(
    bar: Bar,
    open: () => Promise<ObjectReader> = connectReader,
): () => (request: CheckRequest) => Promise<CheckedVersion> {
    return () => async (request) => checkVersion(await open(), bar, request);
}
