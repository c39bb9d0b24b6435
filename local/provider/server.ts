import * as grpc from "@grpc/grpc-js";
import { version as awsVersion } from "@pulumi/aws/package.json";
import { version as awsxVersion } from "@pulumi/awsx/package.json";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { serveAwsx } from "./awsx/provider";
import { DockerBuildProvider } from "./dockerBuild";
import { providerService } from "./engine/protocol";
import { AwsProvider } from "./provider";

/** The version of docker-build that awsx depends on. */
const dockerBuildVersion = "0.0.14";

/**
 * Serves the local stage's `aws`, `awsx` and `docker-build` providers on free loopback ports, and prints the ports as
 * one line of JSON once both listen. The engine attaches to them through PULUMI_DEBUG_PROVIDERS. Ends on SIGTERM or
 * SIGINT.
 */
async function main(): Promise<void> {
    const aws = await listen(providerService(new AwsProvider(), awsVersion));
    const dockerBuild = await listen(providerService(new DockerBuildProvider(), dockerBuildVersion));
    const awsx = await serveAwsx(awsxVersion);
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(0));
    process.stdout.write(JSON.stringify({ aws, awsx, "docker-build": dockerBuild }) + "\n");
}

function listen(service: grpc.UntypedServiceImplementation): Promise<number> {
    // Archives travel inside messages: no limit, as in the engine's own channels.
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, service);
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error ? reject(error) : resolve(port),
        );
    });
}

main().catch((error: Error) => {
    process.stderr.write(`The local provider could not start: ${error.message}\n`);
    process.exitCode = 1;
});
