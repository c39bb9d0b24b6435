import type { CloudWatchClient, MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { Account } from "../core/account";
import type { RoleAssumer } from "../core/aws";
import { messageOf } from "../core/errors";

const flushMilliseconds = 1_000;
/** CloudWatch's limits on one datum and on one request. */
const longestDatum = 150;
const longestRequest = 1_000;
const namespace = "AWS/SageMaker";

/** Where an invocation went. */
export interface Served {
    readonly endpoint: string;
    readonly variant: string;
    readonly config: string;
    /** Instances of the variant. */
    readonly instances: number;
}

/** How an invocation went. */
export interface Outcome {
    /** The status of the container's answer; 0 where it gave none. */
    readonly status: number;
    /** Microseconds that the container took. */
    readonly modelLatency: number;
    /** Microseconds from the request to the answer. */
    readonly latency: number;
}

/** How often each value was seen, by metric, since the last time they were sent. */
type Counts = Map<string, Map<number, number>>;

interface Batch {
    readonly account: Account;
    readonly served: Served;
    readonly counts: Counts;
}

/**
 * Puts SageMaker's invocation metrics into CloudWatch, soon after the invocations, as the service itself: of each
 * variant, and of each variant by endpoint configuration.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export class InvocationMetrics {
    private readonly clients = new Map<Account, Promise<CloudWatchClient>>();
    private batches = new Map<string, Batch>();
    private timer?: NodeJS.Timeout;
    private sending: Promise<void> = Promise.resolve();

    constructor(private readonly aws: RoleAssumer) {}

    record(account: Account, served: Served, outcome: Outcome): void {
        const key = [account.id, account.region, served.endpoint, served.variant, served.config].join("/");
        const batch: Batch = this.batches.get(key) ?? { account, served, counts: new Map() };
        this.batches.set(key, batch);
        for (const [metric, value] of Object.entries(values(served, outcome))) {
            const counts = batch.counts.get(metric) ?? new Map<number, number>();
            batch.counts.set(metric, counts.set(value, (counts.get(value) ?? 0) + 1));
        }
        this.timer ??= setTimeout(() => void this.flush(), flushMilliseconds).unref();
    }

    /** Sends what waits, and waits for what is being sent. */
    flush(): Promise<void> {
        clearTimeout(this.timer);
        this.timer = undefined;
        const batches = [...this.batches.values()];
        this.batches = new Map();
        if (batches.length > 0) {
            this.sending = this.sending.then(() => this.send(batches)).catch((error) => lost(error));
        }
        return this.sending;
    }

    async close(): Promise<void> {
        await this.flush();
        for (const client of this.clients.values()) {
            (await client).destroy();
        }
        this.clients.clear();
    }

    private async send(batches: readonly Batch[]): Promise<void> {
        const { PutMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
        for (const account of new Set(batches.map((batch) => batch.account))) {
            const client = await this.clientOf(account);
            const data = batches.filter((batch) => batch.account === account).flatMap(datums);
            for (let start = 0; start < data.length; start += longestRequest) {
                const MetricData = data.slice(start, start + longestRequest);
                await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
            }
        }
    }

    private clientOf(account: Account): Promise<CloudWatchClient> {
        const client = this.clients.get(account) ?? this.aws.cloudWatch(account);
        this.clients.set(account, client);
        return client;
    }
}

/** What is sent for one invocation. */
function values(served: Served, { status, modelLatency, latency }: Outcome): Record<string, number> {
    const clientError = status >= 400 && status < 500;
    const failed = status < 200 || status > 299;
    return {
        Invocations: 1,
        InvocationsPerInstance: 1 / served.instances,
        Invocation4XXErrors: Number(clientError),
        // A container that breaks off, or takes too long, shows to the caller as an error of the server.
        Invocation5XXErrors: Number(failed && !clientError),
        InvocationModelErrors: Number(failed),
        ModelLatency: Math.round(modelLatency),
        OverheadLatency: Math.max(0, Math.round(latency - modelLatency)),
    };
}

function datums({ served, counts }: Batch): MetricDatum[] {
    const ofVariant = [
        { Name: "EndpointName", Value: served.endpoint },
        { Name: "VariantName", Value: served.variant },
    ];
    const Timestamp = new Date();
    return [ofVariant, [...ofVariant, { Name: "EndpointConfigName", Value: served.config }]].flatMap((Dimensions) =>
        [...counts].flatMap(([MetricName, seen]) => {
            const Unit = MetricName.endsWith("Latency") ? ("Microseconds" as const) : ("None" as const);
            return slices([...seen]).map((part) => ({
                MetricName,
                Dimensions,
                Timestamp,
                Unit,
                Values: part.map(([value]) => value),
                Counts: part.map(([, count]) => count),
            }));
        }),
    );
}

function slices<T>(items: readonly T[]): T[][] {
    const count = Math.ceil(items.length / longestDatum);
    return Array.from({ length: count }, (_, index) => items.slice(index * longestDatum, (index + 1) * longestDatum));
}

/** Metrics are lost without a word to the callers, who were served. */
function lost(error: unknown): void {
    console.error(`Invocation metrics were lost: ${messageOf(error)}`);
}
