import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Column } from "../../../contracts/dataset";
import { type Place, s3Uri } from "../../../contracts/places";
import type { Transform } from "../../../contracts/transform";
import type { PredictSettings } from "../../../functions/realtime/predict";
import type { Invocation, Services } from "../../../functions/realtime/services";

/** A small model with every kind of column. */
export const columns: readonly Column[] = [
    { name: "id", type: "integer" },
    { name: "price", type: "number", min: 0 },
    { name: "mileage", type: "number", min: 0, max: 1_000_000 },
    { name: "make", type: "string", values: ["Saab", "Buick"] },
    { name: "doors", type: "integer", required: false },
    { name: "colour", type: "string", required: false },
];

export const spec = { identifier: "id", target: "price", columns };

export const settings: PredictSettings = {
    model: "cars",
    ...spec,
    algorithms: ["xgboost", "linear-learner"],
    combine: "max",
};

export const transform: Transform = {
    version: 1,
    model: "cars",
    ...spec,
    features: [
        { column: "mileage", kind: "numeric", impute: 20, mean: 10, scale: 5 },
        { column: "make", kind: "onehot", categories: ["Saab", "Buick"], impute: "Saab" },
        { column: "doors", kind: "numeric", impute: 4, mean: 3, scale: 1 },
        { column: "colour", kind: "onehot", categories: ["blue", "red"], impute: "red" },
    ],
    vector: ["mileage", "make=Saab", "make=Buick", "doors", "colour=blue", "colour=red"],
};

export const prefixes = {
    xgboost: "/drivetrain/dev/cars/xgboost",
    "linear-learner": "/drivetrain/dev/cars/linear-learner",
};

/** What a request names, and what may be put in its place. */
export interface Request {
    readonly body?: string | null;
    readonly type?: string;
    readonly accept?: string;
    readonly headers?: Record<string, string>;
    readonly base64?: boolean;
}

/** The event of API Gateway's Lambda proxy integration. */
export function event({ body = null, type, accept, headers = {}, base64 = false }: Request): APIGatewayProxyEvent {
    return {
        body,
        headers: { ...(type && { "Content-Type": type }), ...(accept && { Accept: accept }), ...headers },
        isBase64Encoded: base64,
        requestContext: { requestId: "request-1" },
    } as unknown as APIGatewayProxyEvent;
}

/** What Lambda hands over beside an event. */
export const context = { getRemainingTimeInMillis: () => 29_000 };

/** Stand-ins for AWS, in which every algorithm has a champion that predicts 1000 per mileage unit plus an offset. */
export class FakeServices implements Services {
    readonly invocations: { endpoint: string; csv: string }[] = [];
    /** What the rows of each invocation are named by. */
    readonly inferenceIds: (string | undefined)[] = [];
    /** Objects that were made, by their URIs. */
    readonly objects: Record<string, string> = {};
    /** What S3 does in place of making an object. */
    refusal: Error | undefined;
    /** How long the last object had, in milliseconds. */
    timeout: number | undefined;
    reads = 0;
    absent = new Set<string>();
    down = new Set<string>();
    answers: Record<string, string> = {};
    /** On test rows; the versions that tell none are of long ago. */
    errors: Record<string, number> = {};
    transforms: Record<string, Transform> = {};

    async parameters(names: readonly string[]): Promise<Record<string, string | undefined>> {
        this.reads++;
        return Object.fromEntries(names.flatMap((name) => this.parameter(name)));
    }

    async text(uri: string): Promise<string> {
        return JSON.stringify(this.transforms[uri] ?? transform);
    }

    async put({ bucket, key }: Place, lines: string, timeoutMilliseconds: number): Promise<void> {
        this.timeout = timeoutMilliseconds;
        if (this.refusal) {
            throw this.refusal;
        }
        this.objects[s3Uri(bucket, key)] = lines;
    }

    async invoke({ endpointName: endpoint, csv, inferenceId }: Invocation): Promise<string> {
        this.invocations.push({ endpoint, csv });
        this.inferenceIds.push(inferenceId);
        if (this.down.has(endpoint)) {
            throw Object.assign(new Error("arn:aws:sagemaker:secret is out of order"), { name: "ModelError" });
        }
        const offset = endpoint.includes("xgboost") ? 1 : 2;
        const predictions = csv.split("\n").map((line) => ({ score: Number(line.split(",")[0]) * 1000 + offset }));
        return this.answers[endpoint] ?? JSON.stringify({ predictions });
    }

    private parameter(name: string): [string, string][] {
        const [, , , , algorithm = "", , leaf = ""] = name.split("/");
        if (this.absent.has(algorithm)) {
            return [];
        }
        const values: Record<string, string> = {
            "endpoint-name": `cars-${algorithm}-dev`,
            "model-name": `cars-${algorithm}-20260101`,
            transform: `s3://artifacts/runs/${algorithm}/1/transform/transform.json`,
            ...(algorithm in this.errors && { metrics: JSON.stringify({ "test:rmse": this.errors[algorithm] }) }),
        };
        return leaf in values ? [[name, values[leaf] ?? ""]] : [];
    }
}
