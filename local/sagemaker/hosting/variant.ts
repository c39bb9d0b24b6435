import { setTimeout as delay } from "node:timers/promises";
import type { ProductionVariant } from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { LogStream } from "../containers/logs";
import { type ContainerAnswer, ServingContainer } from "../containers/serving";
import type { Account } from "../core/account";
import { release, type RoleClients } from "../core/aws";
import type { Services } from "../core/services";
import { fetchModel } from "./modelData";
import type { Model } from "./models";

const startupSeconds = 60;
const longestRestartDelay = 5_000;
/**
 * A production variant that serves: one process in place of all its instances, which is started again when it ends
 * by itself.
 */
export class Variant {
    weight: number;
    instances: number;
    private readonly invocations = new Set<Promise<unknown>>();
    private container?: ServingContainer;
    private serves = false;
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
        return this.serves;
    }

    /**
     * Brings the model and starts the process.
     *
     * @throws Error with SageMaker's failure reason
     */
    async start(): Promise<void> {
        await fetchModel(this.services.python, this.clients.s3, this.model, this.root, (line) => this.report(line));
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
        this.serves = false;
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
        const invocation = this.container!.invoke(body, headers);
        this.invocations.add(invocation);
        try {
            return await invocation;
        } finally {
            this.invocations.delete(invocation);
        }
    }

    /** Starts the process and waits until it answers a ping; false when it ends first, or the time is over. */
    private async launch(seconds: number): Promise<boolean> {
        const container = await ServingContainer.start({
            python: this.services.python,
            root: this.root,
            launch: findImage(this.image, "serving"),
            environment: this.model.input.PrimaryContainer!.Environment ?? {},
            region: this.account.region,
            onLine: (line) => this.report(line),
        });
        this.container = container;
        this.serves = await container.ready(seconds, () => this.stopped);
        return this.serves;
    }

    /** Starts the process again whenever it ends by itself, each time a little later. */
    private async keepRunning(seconds: number): Promise<void> {
        for (let attempt = 0; ; attempt++) {
            const code = await this.container!.exited;
            this.serves = false;
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
