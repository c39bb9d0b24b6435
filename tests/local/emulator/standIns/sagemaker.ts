import { createServer, IncomingMessage } from "node:http";

/**
 * Speaks as the SageMaker server does about jobs that last as long as their names say: `...-forever` until they are
 * stopped, `...-broken` fails at once, any other completes at the second look. Every endpoint says 42, and captures all.
 */
const jobs = new Map<string, { looks: number; stopped: boolean }>();
const requests: { operation: string; account: string; body: Record<string, unknown> }[] = [];

function describe(name: string): object {
    const job = jobs.get(name);
    if (!job) return { __type: "ValidationException", message: `Requested resource not found: ${name}` };
    job.looks += 1;
    const common = { TrainingJobName: name, TrainingJobArn: arn(name), CreationTime: 1760000000.5 };
    if (name.endsWith("-broken")) {
        return { ...common, TrainingJobStatus: "Failed", FailureReason: "AlgorithmError: the label is missing" };
    }
    if (job.stopped) return { ...common, TrainingJobStatus: "Stopped" };
    const done = job.looks > 1 && !name.endsWith("-forever");
    const FinalMetricDataList = [{ MetricName: "validation:rmse", Value: 2311.5, Timestamp: 1760000000 }];
    return { ...common, FinalMetricDataList, TrainingJobStatus: done ? "Completed" : "InProgress" };
}

const arn = (name: string) => `arn:aws:sagemaker:us-east-1:111111111111:training-job/${name}`;

function answer(operation: string, body: Record<string, unknown>): object {
    const name = String(body.TrainingJobName);
    switch (operation) {
        case "CreateTrainingJob":
            jobs.set(name, { looks: 0, stopped: false });
            return { TrainingJobArn: arn(name) };
        case "DescribeTrainingJob":
            return describe(name);
        case "StopTrainingJob":
            jobs.get(name)!.stopped = true;
            return {};
        case "CreateEndpointConfig":
            return { EndpointConfigArn: `arn:aws:sagemaker:us-east-1:111111111111:endpoint-config/${name}` };
        case "DescribeEndpoint":
            return { DataCaptureConfig: { EnableCapture: true, CurrentSamplingPercentage: 100 } };
        case "CreateIngestion":
            return { IngestionStatus: "INITIALIZED", IngestionId: body.IngestionId };
        default:
            return { __type: "ValidationException", message: `unknown ${operation}` };
    }
}

async function read(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
    void read(request).then((text) => {
        if (request.url === "/requests") return response.end(JSON.stringify(requests));
        const account = String(request.headers["x-drivetrain-account"]);
        const target = request.headers["x-amz-target"];
        if (!target) {
            requests.push({ operation: request.url!, account, body: { text } });
            const isJson = request.headers.accept === "application/json";
            response.setHeader("content-type", isJson ? "application/json" : "text/csv");
            return response.end(isJson ? '{"predictions":[{"score":42}]}' : "42");
        }
        const operation = String(target).split(".")[1]!;
        const body = JSON.parse(text) as Record<string, unknown>;
        requests.push({ operation, account, body });
        const result = answer(operation, body);
        response.statusCode = "__type" in result ? 400 : 200;
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end(JSON.stringify(result));
    });
});
server.listen(0, "127.0.0.1", () => {
    console.log(JSON.stringify({ port: (server.address() as { port: number }).port }));
});
