import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { ConstructResult, Provider, main } from "@pulumi/pulumi/provider";
import { Vpc } from "./vpc";

/** The `awsx` provider of the local stage: components, made by the engine's call Construct. */
class AwsxProvider implements Provider {
    constructor(readonly version: string) {}

    async construct(
        name: string,
        type: string,
        inputs: Inputs,
        options: ComponentResourceOptions,
    ): Promise<ConstructResult> {
        if (type !== "awsx:ec2:Vpc") {
            throw new Error(`The local provider does not know the component ${type}: add it to local/provider/awsx.`);
        }
        const vpc = new Vpc(name, inputs, options);
        return { urn: vpc.urn, state: await vpc.outputs() };
    }
}

/** Serves it on a free loopback port and returns the port. The SDK's server tells it on the console, as plugins do. */
export async function serveAwsx(version: string): Promise<number> {
    let port = 0;
    const log = console.log;
    console.log = (line: unknown) => (port = Number(line));
    try {
        await main(new AwsxProvider(version), []);
    } finally {
        console.log = log;
    }
    return port;
}
