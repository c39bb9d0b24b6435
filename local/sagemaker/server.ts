import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { Api } from "./api";
import { Aws } from "./core/aws";

const longestShutdown = 5_000;

/**
 * The local stage's SageMaker, as a process of its own: `server.ts --root DIR [--port N]`.
 *
 * Environment: `AWS_ENDPOINT_URL`, the emulator's address; `DRIVETRAIN_PYTHON`, the interpreter that runs containers.
 * It listens on the loopback interface, prints `{"port":N}` when it does, and on SIGTERM or SIGINT ends every process
 * that it started, and itself.
 */
function main(): void {
    const { values } = parseArgs({ options: { root: { type: "string" }, port: { type: "string", default: "0" } } });
    const endpoint = process.env.AWS_ENDPOINT_URL;
    if (!values.root || !endpoint) {
        console.error("Usage: AWS_ENDPOINT_URL=http://127.0.0.1:PORT server.ts --root DIR [--port N]");
        process.exit(2);
    }
    const root = path.resolve(values.root);
    const python = path.resolve(process.env.DRIVETRAIN_PYTHON ?? ".drivetrain/python/bin/python");
    if (!fs.existsSync(python)) {
        console.error(`There is no Python interpreter at ${python}; set DRIVETRAIN_PYTHON to the local stage's.`);
        process.exit(2);
    }
    // The SDK's notice on node's version is for the project's maintainers; here it would stand in every log.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    fs.mkdirSync(root, { recursive: true });
    const api = new Api({ root, python, aws: new Aws(endpoint) });
    const server = http.createServer((request, response) => void api.handle(request, response));
    server.listen(Number(values.port), "127.0.0.1", () => {
        console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
        // The first request would wait for them.
        void Promise.all([
            import("@aws-sdk/client-s3"),
            import("@aws-sdk/client-sts"),
            import("@aws-sdk/client-iam"),
            import("@aws-sdk/client-cloudwatch"),
        ]);
    });
    const end = () => {
        server.close();
        // Containers that are still there then are ended by their supervisors.
        setTimeout(() => process.exit(0), longestShutdown);
        void api.close().finally(() => process.exit(0));
    };
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
}

main();
