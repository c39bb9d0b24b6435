import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ProductionVariant } from "@aws-sdk/client-sagemaker";
import type { Account } from "./account";
import { unpack } from "./archive";
import { release, type RoleClients } from "./aws";
import { Container, containerModules } from "./container";
import { messageOf } from "./errors";
import { findImage } from "./images";
import type { Services } from "./job";
import { LogStream } from "./logs";
import type { Model } from "./models";
import { downloadObject, parseS3Uri } from "./storage";

const pingEvery = 50;
const startupSeconds = 60;
const longestRestartDelay = 5_000;
/** SageMaker's limit on an invocation: 60 seconds. */
export const invocationSeconds = 60;

/** What a container answers to an invocation. */
export interface ContainerAnswer {
    readonly status: number;
    readonly contentType: string;
    readonly customAttributes?: string;
    readonly body: Buffer;
}

/**
 * A production variant that serves: one process in place of all its instances, which is started again when it ends
 * by itself.
 */
export class Variant {
    weight: number;
    instances: number;
    private readonly invocations = new Set<Promise<unknown>>();
    private container?: Container;
    private port?: number;
    private stopped = false;

    /**
     * @param root the variant's private root
     * @param clients clients that act as the model's execution role
     */
    constructor(
        private readonly services: Services,
        private readonly account: Account,
        readonly endpointName: string,
        readonly definition: ProductionVariant,
        readonly model: Model,
        private readonly root: string,
        readonly clients: RoleClients,
        private readonly log: LogStream,
    ) {
        this.weight = definition.InitialVariantWeight ?? 1;
        this.instances = definition.InitialInstanceCount!;
    }

    get name(): string {
        return this.definition.VariantName!;
    }

    get image(): string {
        return this.model.input.PrimaryContainer!.Image!;
    }

    /** Whether an invocation has somewhere to go: false while the process starts again. */
    get ready(): boolean {
        return this.port !== undefined;
    }

    /**
     * Brings the model and starts the process.
     *
     * @throws Error with SageMaker's failure reason
     */
    async start(): Promise<void> {
        await this.fetchModel();
        const seconds = this.definition.ContainerStartupHealthCheckTimeoutInSeconds ?? startupSeconds;
        if (!(await this.launch(seconds))) {
            throw new Error(
                `The primary container for production variant ${this.name} did not pass the ping health check. ` +
                    "Please check CloudWatch logs for this endpoint.",
            );
        }
        void this.keepRunning(seconds);
    }

    /** Waits for the invocations that are under way. */
    async drain(): Promise<void> {
        await Promise.allSettled(this.invocations);
    }

    async stop(): Promise<void> {
        this.stopped = true;
        this.port = undefined;
        await this.container?.stop(2_000);
        await this.log.close();
        release(this.clients);
    }

    /** Writes a line to the endpoint's log. */
    report(line: string): void {
        this.log.write(line);
    }

    /**
     * Sends a payload to the process.
     *
     * @throws Error when the process does not answer in time, or ends before it has answered
     */
    async invoke(body: Buffer, headers: Readonly<Record<string, string>>): Promise<ContainerAnswer> {
        const invocation = this.send(body, headers);
        this.invocations.add(invocation);
        try {
            return await invocation;
        } finally {
            this.invocations.delete(invocation);
        }
    }

    private async send(body: Buffer, headers: Readonly<Record<string, string>>): Promise<ContainerAnswer> {
        const answer = await fetch(`http://127.0.0.1:${this.port}/invocations`, {
            method: "POST",
            headers,
            body: new Uint8Array(body),
            signal: AbortSignal.timeout(invocationSeconds * 1000),
        });
        return {
            status: answer.status,
            contentType: answer.headers.get("content-type") ?? "application/octet-stream",
            customAttributes: answer.headers.get("x-amzn-sagemaker-custom-attributes") ?? undefined,
            body: Buffer.from(await answer.arrayBuffer()),
        };
    }

    private async fetchModel(): Promise<void> {
        const url = this.model.input.PrimaryContainer!.ModelDataUrl;
        if (!url) {
            return;
        }
        const archive = path.join(this.root, "model.tar.gz");
        try {
            await downloadObject(this.clients.s3, parseS3Uri(url), archive);
        } catch (error) {
            this.report(messageOf(error));
            throw new Error(
                `Failed to download model data for container "primary" from URL: "${url}". Please ensure that there ` +
                    "is an object located at the URL and that the role passed to CreateModel has permissions to " +
                    "download the object.",
            );
        }
        try {
            await unpack(this.services.python, archive, path.join(this.root, "opt", "ml", "model"));
        } catch (error) {
            this.report(messageOf(error));
            throw new Error(
                `Failed to extract model data archive for container "primary" from URL "${url}". Please ensure that ` +
                    "the object located at the URL is a valid tar.gz archive.",
            );
        }
    }

    /** Starts the process and waits until it answers a ping; false when it ends first, or the time is over. */
    private async launch(seconds: number): Promise<boolean> {
        let announced: number | undefined;
        const container = new Container({
            python: this.services.python,
            root: this.root,
            command: ["python3", "-m", findImage(this.image, "serving").module],
            environment: {
                ...this.model.input.PrimaryContainer!.Environment,
                PYTHONPATH: containerModules,
                SAGEMAKER_BIND_TO_PORT: "0",
                AWS_REGION: this.account.region,
            },
            onLine: (line) => {
                announced ??= Number(/^Listening on port (\d+)$/.exec(line)?.[1]) || undefined;
                this.report(line);
            },
        });
        this.container = container;
        const deadline = Date.now() + seconds * 1000;
        while (container.running && !this.stopped && Date.now() < deadline) {
            if (announced !== undefined && (await pings(announced))) {
                this.port = announced;
                return true;
            }
            await Promise.race([delay(pingEvery), container.exited]);
        }
        await container.stop(0);
        return false;
    }

    /** Starts the process again whenever it ends by itself, each time a little later. */
    private async keepRunning(seconds: number): Promise<void> {
        for (let attempt = 0; ; attempt++) {
            const code = await this.container!.exited;
            this.port = undefined;
            if (this.stopped) {
                return;
            }
            this.report(`The container of variant ${this.name} ended with exit code ${code}; it is started again.`);
            await delay(Math.min(longestRestartDelay, 100 * 2 ** attempt), undefined, { ref: false });
            if (this.stopped) {
                return;
            }
            if (await this.launch(seconds)) {
                attempt = 0;
            }
        }
    }
}

async function pings(port: number): Promise<boolean> {
    try {
        // SageMaker gives a container two seconds to answer a ping.
        const answer = await fetch(`http://127.0.0.1:${port}/ping`, { signal: AbortSignal.timeout(2_000) });
        return answer.status === 200;
    } catch {
        return false;
    }
}
