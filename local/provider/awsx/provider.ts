import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { ConstructResult, main, Provider } from "@pulumi/pulumi/provider";
import { Image, type ImageArgs } from "./image";
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
        const component = declareComponent(name, type, inputs, options);
        return { urn: component.urn, state: await component.outputs() };
    }
}

/** Declares what stands in for a component, with its children. @throws Error for one that is not known here */
export function declareComponent(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
): Vpc | Image {
    switch (type) {
        case "awsx:ec2:Vpc":
            return new Vpc(name, inputs, options);
        case "awsx:ecr:Image":
            return new Image(name, inputs as ImageArgs, options);
        default:
            throw new Error(`The local provider does not know the component ${type}: add it to local/provider/awsx.`);
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
