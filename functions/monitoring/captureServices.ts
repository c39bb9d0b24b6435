import { captureMetric, capturesId, type CaptureVerdict } from "../../contracts/captures";
import { variantName } from "../../contracts/names";

/** What is known of an endpoint's captures from run to run. */
export interface CaptureState {
    readonly generation: number;
    /** Start of the first period that was not judged yet, in seconds since 1970. */
    readonly since: number;
    /** Captured invocations of it and later ones, by the start of their periods. */
    readonly captured: Readonly<Record<string, number>>;
    /** The lowest share of invocations that a run has found to be captured since, in percent. */
    readonly percentage: number;
    /** The run that has told of them last, and what it found. */
    readonly run: string;
    readonly verdict: CaptureVerdict | null;
}

/** What the handler needs of AWS. Times are in seconds since 1970. */
export interface CaptureServices {
    /** The share of invocations that an endpoint is to capture, in percent; undefined where there is none. */
    percentageOf(endpoint: string): Promise<number | undefined>;
    /** How many invocations an endpoint answered well, from one time to before another. */
    answered(endpoint: string, since: number, until: number): Promise<number>;
    recall(endpoint: string): Promise<CaptureState | undefined>;
    remember(endpoint: string, state: CaptureState): Promise<void>;
    /** Tells the alarm how many captures are missing. */
    publish(endpoint: string, missing: number): Promise<void>;
}

/** AWS itself, by the SDK that the Lambda runtime carries. @param TableName the ledger's */
export async function connectCaptures(TableName: string, periodSeconds: number): Promise<CaptureServices> {
    const { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
    const { DynamoDBClient, GetItemCommand, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const { SageMakerClient, DescribeEndpointCommand } = await import("@aws-sdk/client-sagemaker");
    const [cloudWatch, ledger, sageMaker] = [new CloudWatchClient({}), new DynamoDBClient({}), new SageMakerClient({})];
    const dimensions = (endpoint: string) => [
        { Name: "EndpointName", Value: endpoint },
        { Name: "VariantName", Value: variantName },
    ];
    return {
        async percentageOf(EndpointName) {
            try {
                const found = await sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
                const { EnableCapture, CurrentSamplingPercentage = 0 } = found.DataCaptureConfig ?? {};
                return EnableCapture === true ? CurrentSamplingPercentage : 0;
            } catch (error) {
                if (/could not find/i.test((error as Error).message)) return undefined;
                throw error;
            }
        },
        async answered(endpoint, since, until) {
            // https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
            const metrics = ["Invocations", "Invocation4XXErrors", "Invocation5XXErrors"];
            const sums = metrics.map(() => 0);
            let NextToken: string | undefined;
            do {
                const command = new GetMetricDataCommand({
                    StartTime: new Date(since * 1000),
                    EndTime: new Date(until * 1000),
                    MetricDataQueries: metrics.map((MetricName, index) => ({
                        Id: `m${index}`,
                        MetricStat: {
                            Metric: { Namespace: "AWS/SageMaker", MetricName, Dimensions: dimensions(endpoint) },
                            Period: periodSeconds,
                            Stat: "Sum",
                        },
                    })),
                    NextToken,
                });
                const { MetricDataResults = [], NextToken: next } = await cloudWatch.send(command);
                for (const { Id, Values = [] } of MetricDataResults) {
                    const index = metrics.findIndex((_, place) => Id === `m${place}`);
                    sums[index] = Values.reduce((sum, value) => sum + value, sums[index] ?? 0);
                }
                NextToken = next;
            } while (NextToken !== undefined);
            const [invocations = 0, refused = 0, failed = 0] = sums;
            return Math.max(0, invocations - refused - failed);
        },
        async recall(endpoint) {
            const Key = { id: { S: capturesId(endpoint) } };
            const { Item } = await ledger.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
            const state = Item?.["state"]?.S;
            return state === undefined ? undefined : (JSON.parse(state) as CaptureState);
        },
        async remember(endpoint, state) {
            const Item = { id: { S: capturesId(endpoint) }, state: { S: JSON.stringify(state) } };
            await ledger.send(new PutItemCommand({ TableName, Item }));
        },
        async publish(endpoint, missing) {
            const datum = { MetricName: captureMetric.name, Dimensions: dimensions(endpoint), Value: missing };
            await cloudWatch.send(
                new PutMetricDataCommand({
                    Namespace: captureMetric.namespace,
                    MetricData: [{ ...datum, Unit: "Count" }],
                }),
            );
        },
    };
}
