import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    type DataCaptureConfig,
    DescribeEndpointCommand,
    type DescribeEndpointCommandOutput,
    type ProductionVariant,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, type SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { account, role, until } from "../support";

/** The image's repository and digest. */
export const repository = "answering";
export const digest = "a".repeat(64);

/** An image whose container answers each invocation with its model's name, and "fail" with an error of its own. */
const program = `
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        failing = body == b"fail" or os.environ.get("FAILS")
        self.answer(500 if failing else 400 if body == b"refuse" else 200, os.environ["NAME"].encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler).serve_forever()
`;

/** Makes the image, as the local stage keeps images that it has built; the folder that holds it. */
export function makeImages(folder = fs.mkdtempSync(path.join(os.tmpdir(), "images-"))): string {
    const place = path.join(folder, `${account}.dkr.ecr.us-east-1.amazonaws.com`, repository, digest);
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(path.join(place, "serve.py"), program);
    const serve = { command: ["python3", path.join(place, "serve.py")] };
    const image = { train: serve, serve, environment: {}, directory: place };
    fs.writeFileSync(path.join(place, "image.json"), JSON.stringify(image));
    return folder;
}

/** Endpoints whose models say who they are. */
export class Hosting {
    constructor(
        private readonly sagemaker: SageMakerClient,
        private readonly runtime: SageMakerRuntimeClient,
    ) {}

    /** Makes a model, and a configuration of the same name that serves it. */
    async model(name: string, variant: Partial<ProductionVariant> = {}, environment: Record<string, string> = {}) {
        const Image = `${account}.dkr.ecr.us-east-1.amazonaws.com/${repository}@sha256:${digest}`;
        const PrimaryContainer = { Image, Environment: { NAME: name, ...environment } };
        await this.sagemaker.send(
            new CreateModelCommand({ ModelName: name, ExecutionRoleArn: role, PrimaryContainer }),
        );
        await this.config(name, [{ ModelName: name, ...variant }]);
    }

    async config(name: string, variants: Partial<ProductionVariant>[], DataCaptureConfig?: DataCaptureConfig) {
        const usual = { VariantName: "AllTraffic", InitialInstanceCount: 4, InstanceType: "ml.m5.large" as const };
        const ProductionVariants = variants.map((variant) => ({ ...usual, ...variant }));
        await this.sagemaker.send(
            new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants, DataCaptureConfig }),
        );
    }

    /** Makes an endpoint of a configuration, and waits until it serves. */
    async create(EndpointName: string, EndpointConfigName: string): Promise<DescribeEndpointCommandOutput> {
        await this.sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
        return this.settled(EndpointName);
    }

    describe(EndpointName: string): Promise<DescribeEndpointCommandOutput> {
        return this.sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    }

    settled(name: string): Promise<DescribeEndpointCommandOutput> {
        return until(
            () => this.describe(name),
            ({ EndpointStatus: status }) => status === "InService" || status === "Failed",
        );
    }

    /** Waits until the new fleet of an update is at some stage of its deployment. */
    reaches(name: string, stage: string): Promise<DescribeEndpointCommandOutput> {
        return until(
            () => this.describe(name),
            ({ PendingDeploymentSummary: pending }) =>
                pending?.ProductionVariants?.[0]?.VariantStatus?.[0]?.Status === stage,
        );
    }

    /** Which models answer a number of invocations, one after the other. */
    async ask(EndpointName: string, count = 1, body = "who"): Promise<string> {
        const answers: string[] = [];
        for (let index = 0; index < count; index++) {
            const invocation = { EndpointName, Body: Buffer.from(body), ContentType: "text/plain" };
            const { Body } = await this.runtime.send(new InvokeEndpointCommand(invocation));
            answers.push(Buffer.from(Body).toString());
        }
        return answers.join("");
    }
}
