import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import type { CloudWatchClient, MetricDatum, StateValue } from "@aws-sdk/client-cloudwatch";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { Api } from "../../../local/sagemaker/api";
import type { RoleAssumer, RoleClients } from "../../../local/sagemaker/core/aws";

export const python = path.resolve(process.env.DRIVETRAIN_PYTHON ?? ".drivetrain/python/bin/python");
export const account = "111111111111";
export const role = `arn:aws:iam::${account}:role/jobs`;

/** The image of an algorithm, as the registry's of us-east-1. */
export function image(name: "xgboost" | "linear-learner" | "scikit-learn"): string {
    const names = {
        xgboost: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        "linear-learner": "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1",
        "scikit-learn": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
    };
    return names[name];
}

/** S3 and CloudWatch Logs in memory, for whichever role. */
export class MemoryAws implements RoleAssumer {
    /** Objects by `bucket/key`. */
    readonly objects = new Map<string, Buffer>();
    /** Parameters of every PutObject. */
    readonly puts: Record<string, unknown>[] = [];
    /** Messages by `group/stream`. */
    readonly messages = new Map<string, string[]>();

    put(uri: string, body: string | Buffer): void {
        this.objects.set(uri.replace("s3://", ""), Buffer.from(body));
    }

    keys(prefix: string): string[] {
        return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    }

    text(key: string): string {
        return this.objects.get(key)!.toString("utf8");
    }

    /** Data of every PutMetricData. */
    readonly metrics: MetricDatum[] = [];
    /** States of CloudWatch's alarms by name. */
    readonly alarms = new Map<string, StateValue>();

    cloudWatch(): Promise<CloudWatchClient> {
        const client = { send: (command: object) => this.send(command), destroy: () => undefined };
        return Promise.resolve(client as unknown as CloudWatchClient);
    }

    clientsOf(): Promise<RoleClients> {
        const client = { send: (command: object) => this.send(command), destroy: () => undefined };
        return Promise.resolve({ s3: client, logs: client } as unknown as RoleClients);
    }

    /** Every role may pull every image. */
    mayPull(): Promise<boolean> {
        return Promise.resolve(true);
    }

    private send(command: object): Promise<unknown> {
        const { input } = command as { input: Record<string, string> };
        const name = `${input.Bucket}/${input.Key}`;
        switch (command.constructor.name) {
            case "ListObjectsV2Command":
                return Promise.resolve({
                    Contents: this.keys(`${input.Bucket}/${input.Prefix}`).map((key) => ({
                        Key: key.slice(input.Bucket!.length + 1),
                    })),
                });
            case "HeadObjectCommand":
            case "GetObjectCommand":
                return this.objects.has(name)
                    ? Promise.resolve({ Body: Readable.from([this.objects.get(name)!]) })
                    : Promise.reject(new Error("The specified key does not exist."));
            case "PutObjectCommand":
                this.puts.push(input);
                this.objects.set(name, Buffer.from(input.Body!));
                return Promise.resolve({});
            case "PutLogEventsCommand": {
                const stream = `${input.logGroupName}/${input.logStreamName}`;
                const events = input.logEvents as unknown as { message: string }[];
                const held = this.messages.get(stream) ?? [];
                this.messages.set(stream, [...held, ...events.map((event) => event.message)]);
                return Promise.resolve({});
            }
            case "PutMetricDataCommand":
                this.metrics.push(...(input.MetricData as unknown as MetricDatum[]));
                return Promise.resolve({});
            case "DescribeAlarmsCommand": {
                const names = (input.AlarmNames as unknown as string[]).filter((alarm) => this.alarms.has(alarm));
                const MetricAlarms = names.map((alarm) => ({ AlarmName: alarm, StateValue: this.alarms.get(alarm) }));
                return Promise.resolve({ MetricAlarms });
            }
            case "PutMetricAlarmCommand":
                this.alarms.set(input.AlarmName!, "INSUFFICIENT_DATA");
                return Promise.resolve({});
            case "DeleteAlarmsCommand":
                (input.AlarmNames as unknown as string[]).forEach((alarm) => this.alarms.delete(alarm));
                return Promise.resolve({});
            default:
                return Promise.resolve({});
        }
    }
}

/** The server in this process, over HTTP, with the real SDK before it. */
export class Server {
    readonly aws = new MemoryAws();
    readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "sagemaker-"));
    private readonly api = new Api({ root: this.root, python, aws: this.aws });
    private readonly server = http.createServer((request, response) => void this.api.handle(request, response));

    async start(): Promise<this> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        return this;
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    client(id = account): SageMakerClient {
        return addressed(new SageMakerClient({ ...this.connection(id), maxAttempts: 1 }), id);
    }

    scaling(id = account): ApplicationAutoScalingClient {
        return addressed(new ApplicationAutoScalingClient({ ...this.connection(id), maxAttempts: 1 }), id);
    }

    runtime(id = account): SageMakerRuntimeClient {
        return addressed(new SageMakerRuntimeClient({ ...this.connection(id), maxAttempts: 1 }), id);
    }

    async stop(): Promise<void> {
        await this.api.close();
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
        fs.rmSync(this.root, { recursive: true, force: true });
    }

    private connection(id: string) {
        const credentials = { accessKeyId: id, secretAccessKey: "local" };
        return { endpoint: this.url, region: "us-east-1", credentials };
    }
}

interface Addressed {
    middlewareStack: { add: (middleware: never, options: { step: "build"; name: string }) => void };
}

/** Adds the headers that the emulator puts on a request which it forwards. */
function addressed<T extends Addressed>(client: T, id: string): T {
    const middleware = (next: (args: object) => Promise<object>) => (args: { request: http.ClientRequest }) => {
        Object.assign(args.request as unknown as { headers: object }, {
            headers: {
                ...(args.request as unknown as { headers: object }).headers,
                "x-drivetrain-account": id,
                "x-drivetrain-region": "us-east-1",
            },
        });
        return next(args);
    };
    client.middlewareStack.add(middleware as never, { step: "build", name: "forwarded" });
    return client;
}

/** Asks again until a condition holds; fails when it has not in time. */
export async function until<T>(ask: () => Promise<T> | T, holds: (answer: T) => boolean, seconds = 30): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (holds(answer)) {
            return answer;
        }
        assert.ok(Date.now() < deadline, `not so within ${seconds} s: ${JSON.stringify(answer)}`);
        await delay(50);
    }
}

/** Checks that a call is refused with a certain error, and returns that error. */
export async function refusal(call: Promise<unknown>, name: string): Promise<Error & Record<string, unknown>> {
    const error = await call.then(
        () => assert.fail(`expected ${name}`),
        (thrown: Error & Record<string, unknown>) => thrown,
    );
    assert.equal(error.name, name, error.message);
    return error;
}

/** A table of numbers as CSV, with the label `3a + 2b` in the first column and a little that repeats as noise. */
export function table(rows: number, offset = 0): string {
    return Array.from({ length: rows }, (_, index) => {
        const [a, b] = [(index + offset) % 17, (index * 7 + offset) % 23];
        return `${3 * a + 2 * b + ((index + offset) % 3) / 10},${a},${b}`;
    }).join("\n");
}

/** A training job's request: train and validation channels in CSV. */
export function trainingRequest(name: string, algorithm: "xgboost" | "linear-learner", more: object = {}) {
    return {
        TrainingJobName: name,
        RoleArn: role,
        AlgorithmSpecification: { TrainingImage: image(algorithm), TrainingInputMode: "File" as const },
        HyperParameters:
            algorithm === "xgboost" ? { num_round: "20", eta: "0.3" } : ({ predictor_type: "regressor" } as object),
        InputDataConfig: ["train", "validation"].map((channel) => ({
            ChannelName: channel,
            ContentType: "text/csv",
            DataSource: {
                S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://data/${channel}/` },
            },
        })),
        OutputDataConfig: { S3OutputPath: "s3://data/models/" },
        ResourceConfig: { InstanceType: "ml.m5.large" as const, InstanceCount: 1, VolumeSizeInGB: 10 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
        ...more,
    } as never;
}
