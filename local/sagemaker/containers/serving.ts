import * as net from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Container, type ExitCode } from "./container";
import type { Launch } from "./images";

const pingEvery = 50;
/** SageMaker's limit on an invocation: 60 seconds. */
export const invocationSeconds = 60;

/** What a container answers to an invocation. */
export interface ContainerAnswer {
    readonly status: number;
    readonly contentType: string;
    readonly customAttributes?: string;
    readonly body: Buffer;
}

export interface ServingOptions {
    /** The Python interpreter of the local stage. */
    readonly python: string;
    /** The private root, with the model unpacked under `opt/ml/model`. */
    readonly root: string;
    /** What starts. */
    readonly launch: Launch;
    /** The model's environment variables, and those of the kind of work (`SAGEMAKER_BATCH`). */
    readonly environment: Readonly<Record<string, string>>;
    readonly region: string;
    readonly onLine: (line: string) => void;
}

/**
 * A process in place of a serving container: the one way to start one, whatever the image and whatever it serves.
 *
 * The contract: it listens on SAGEMAKER_BIND_TO_PORT, answers `GET /ping` with 200 when it is ready, and then answers
 * `POST /invocations`.
 */
export class ServingContainer {
    private constructor(
        private readonly container: Container,
        private readonly port: number,
    ) {}

    static async start({ launch, environment, region, ...options }: ServingOptions): Promise<ServingContainer> {
        const port = await freePort();
        const container = new Container({
            ...options,
            ...launch,
            environment: {
                ...launch.environment,
                ...environment,
                SAGEMAKER_BIND_TO_PORT: String(port),
                AWS_REGION: region,
            },
        });
        return new ServingContainer(container, port);
    }

    get pid(): number | undefined {
        return this.container.pid;
    }

    /** Resolves when the process has ended and its output is read. */
    get exited(): Promise<ExitCode> {
        return this.container.exited;
    }

    /**
     * Waits until it answers a ping; false, and it is ended, when it has not in time or has ended by itself.
     *
     * @param seconds how long to wait
     * @param abandoned tells whether to give up
     */
    async ready(seconds: number, abandoned: () => boolean = () => false): Promise<boolean> {
        const deadline = Date.now() + seconds * 1000;
        while (this.container.running && !abandoned() && Date.now() < deadline) {
            if (await this.pings()) return true;
            await Promise.race([delay(pingEvery), this.exited]);
        }
        await this.container.stop(0);
        return false;
    }

    /**
     * Sends a payload to the process.
     *
     * @throws Error when the process does not answer in time, or ends before it has answered
     */
    async invoke(
        body: Buffer,
        headers: Readonly<Record<string, string>>,
        seconds = invocationSeconds,
    ): Promise<ContainerAnswer> {
        const answer = await fetch(`http://127.0.0.1:${this.port}/invocations`, {
            method: "POST",
            headers,
            body: new Uint8Array(body),
            signal: AbortSignal.timeout(seconds * 1000),
        });
        return {
            status: answer.status,
            contentType: answer.headers.get("content-type") ?? "application/octet-stream",
            customAttributes: answer.headers.get("x-amzn-sagemaker-custom-attributes") ?? undefined,
            body: Buffer.from(await answer.arrayBuffer()),
        };
    }

    /** @param grace milliseconds that it may take to end */
    async stop(grace: number): Promise<void> {
        await this.container.stop(grace);
    }

    private async pings(): Promise<boolean> {
        try {
            // SageMaker gives a container two seconds to answer a ping.
            const answer = await fetch(`http://127.0.0.1:${this.port}/ping`, { signal: AbortSignal.timeout(2_000) });
            return answer.status === 200;
        } catch {
            return false;
        }
    }
}

/**
 * The ports to hand out. A container binds its port some time after that was found to be free, so it is none that the
 * system gives to connections and to who asks for any (from 32768 on, or 49152).
 */
const ports = { first: 10_000, count: 20_000 };
/** Stages on one machine begin at places of their own. */
let handedOut = (process.pid * 101) % ports.count;

/** A port of the loopback interface that nobody listens on, which is not given again soon. */
async function freePort(): Promise<number> {
    for (let tries = 0; tries < ports.count; tries++) {
        const port = ports.first + (handedOut++ % ports.count);
        if (await isFree(port)) return port;
    }
    throw new Error("No port of the loopback interface is free for a container.");
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = net.createServer().once("error", () => resolve(false));
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
}
