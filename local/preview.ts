import * as pulumi from "@pulumi/pulumi";
import { type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
    type RegisterResourceOutputsRequest,
    type RegisterResourceRequest,
    RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { declareComponent } from "./provider/awsx/provider";
import { DockerBuildProvider } from "./provider/dockerBuild";
import { type ServedProvider, struct, values } from "./provider/engine/protocol";
import { isArchive, isAsset, isRecord, type Properties, SIGNATURE } from "./provider/engine/values";
import { AwsProvider } from "./provider/provider";

/** A resource as a preview knows it. */
export interface PreviewedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** What the program asks for, with the provider's defaults, without files. A value that is not known yet is the engine's mark. */
    readonly inputs: Properties;
    /** What it will have. */
    readonly outputs: Properties;
    /** The URNs of the resources that an input comes from, by the input's name. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What a preview shows. */
export interface Previewed {
    readonly resources: readonly PreviewedResource[];
    /** What the program warns of. */
    readonly warnings: readonly string[];
}

/** A program and the stack that it is run for. */
export interface PreviewedStack {
    readonly project: string;
    readonly stack: string;
    /** The stack's config by full keys (`aws:region`), each value as text. */
    readonly config: Readonly<Record<string, string>>;
    /** Declares the stack's resources. */
    readonly program: () => Promise<unknown>;
    /** Gives the inputs that a resource gets in place of those that were asked for, as a policy's remediation does. */
    readonly remediate?: (resource: Asked) => Properties;
}

/** What is asked for, as {@link PreviewedResource} has it. */
export type Asked = Pick<PreviewedResource, "urn" | "type" | "name" | "inputs">;

/** Where components find the SDK's serializer of functions. */
const closures: { serializeFunction: typeof pulumi.runtime.serializeFunction } = pulumi.runtime;

/** What the one connection to the providers is called. */
const peer = "preview";

/**
 * What a preview of a stack that is not up would show, by the local providers and without an engine, so that one process
 * can go through many stacks. Never two at a time: a process has one Pulumi runtime.
 */
export async function previewProgram(previewed: PreviewedStack): Promise<Previewed> {
    const { project, stack, config, program } = previewed;
    const warnings: string[] = [];
    const { warn } = pulumi.log;
    // The SDK keeps its one way to run without an engine for mocks; what answers here are the providers.
    const unused = () => Promise.reject(new Error("Nobody answers here."));
    await pulumi.runtime.setMocks({ newResource: unused, call: unused }, project, stack, true, "organization");
    const preview = new Preview(previewed);
    Object.assign(pulumi.runtime.getMonitor() as object, {
        registerResource: answering((request: RegisterResourceRequest) => preview.register(request)),
        registerResourceOutputs: answering((request: RegisterResourceOutputsRequest) => preview.complete(request)),
        invoke: answering((request: InvokeRequest) => preview.invoke(request)),
    });
    pulumi.runtime.setAllConfig({ ...config });
    const { serializeFunction } = closures;
    const { stackTraceLimit } = Error;
    try {
        // The SDK has one made for each resource and for each promise that it watches, and keeps the promises'.
        if (!process.env["DRIVETRAIN_DEBUG"]) Error.stackTraceLimit = 0;
        // What a function runs is a file, and no file is shown. Those that a stack's settings are written into would be
        // serialized for each stack, which takes long.
        closures.serializeFunction = (body, options) =>
            options?.isFactoryFunction
                ? Promise.resolve({ text: "// Not shown.", exportName: "handler", containsSecrets: false })
                : serializeFunction(body, options);
        pulumi.log.warn = (message) => Promise.resolve(void warnings.push(message));
        await pulumi.runtime.runInPulumiStack(program);
        await pulumi.runtime.disconnect();
    } finally {
        pulumi.log.warn = warn;
        Error.stackTraceLimit = stackTraceLimit;
        closures.serializeFunction = serializeFunction;
    }
    return { resources: preview.resources, warnings };
}

/** The engine's part in one preview. */
class Preview {
    readonly resources: PreviewedResource[] = [];
    private readonly states = new Map<string, Properties>();
    private readonly aws = new AwsProvider();
    private readonly providers: Readonly<Record<string, ServedProvider>> = {
        aws: this.aws,
        "docker-build": new DockerBuildProvider(),
    };

    constructor(private readonly previewed: PreviewedStack) {
        this.aws.configure(peer, this.configOf("aws"));
    }

    async register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
        const [type, name] = [request.getType(), request.getName()];
        const inputs = valuesOf(request.getObject());
        if (request.getRemote() || request.getCustom()) this.provide(type.split(":")[0] ?? "", request.getVersion());
        if (request.getRemote()) return this.construct(type, name, inputs, request.getParent());
        const urn = this.urnOf(request.getParent(), type, name);
        const known = request.getCustom() ? await this.create({ urn, type, name, inputs }) : { inputs, outputs: {} };
        this.resources.push({
            ...{ urn, type, name, inputs: shown(known.inputs), outputs: shown(known.outputs) },
            propertyDependencies: dependenciesOf(request),
        });
        this.states.set(urn, known.outputs);
        return response(urn, known.outputs);
    }

    /** A component tells what it has once its children are declared. */
    complete(request: RegisterResourceOutputsRequest): object {
        const index = this.resources.findIndex(({ urn }) => urn === request.getUrn());
        const component = this.resources[index];
        if (component) this.resources[index] = { ...component, outputs: shown(valuesOf(request.getOutputs())) };
        return {};
    }

    invoke(request: InvokeRequest): InvokeResponse {
        const token = request.getTok();
        const args = valuesOf(request.getArgs());
        const answer = new InvokeResponse();
        answer.setReturn(struct(this.answer(token, args)));
        return answer;
    }

    private answer(token: string, args: Properties): Properties {
        // No stack is up here.
        if (token === "pulumi:pulumi:readStackOutputs") return { ...args, outputs: {} };
        if (token === "pulumi:pulumi:getResource") {
            return { urn: args["urn"], id: "", state: this.states.get(String(args["urn"])) ?? {} };
        }
        return this.aws.invoke(peer, token, args);
    }

    /** The engine makes a provider of each package that is used, of the stack's config. */
    private provide(packageName: string, version: string): void {
        const [type, name] = [`pulumi:providers:${packageName}`, `default_${version.replaceAll(".", "_")}`];
        const urn = this.urnOf("", type, name);
        if (this.resources.some((resource) => resource.urn === urn)) return;
        const inputs = { ...this.configOf(packageName), version };
        this.resources.push({ urn, type, name, inputs, outputs: inputs, propertyDependencies: {} });
    }

    private configOf(packageName: string): Readonly<Record<string, string>> {
        const entries = Object.entries(this.previewed.config).filter(([key]) => key.startsWith(`${packageName}:`));
        return Object.fromEntries(entries.map(([key, value]) => [key.slice(packageName.length + 1), value]));
    }

    private async create(asked: Asked) {
        const { urn, type } = asked;
        const provider = this.providers[type.split(":")[0] ?? ""];
        if (provider === undefined) return { inputs: asked.inputs, outputs: asked.inputs };
        const { inputs: checked, problems } = provider.check(peer, urn, new Uint8Array(32), {}, asked.inputs);
        if (problems.length > 0) {
            throw new Error(`${urn}: ${problems.map(({ property, reason }) => `${property}: ${reason}`).join(" ")}`);
        }
        const inputs = this.previewed.remediate?.({ ...asked, inputs: checked }) ?? checked;
        const { outputs } = await provider.create(peer, urn, inputs, true);
        return { inputs, outputs };
    }

    /** A component of another package: what stands in for it here declares its children. */
    private async construct(type: string, name: string, inputs: Properties, parent: string) {
        const options = parent === "" ? {} : { parent: new pulumi.DependencyResource(parent) };
        const component = declareComponent(name, type, inputs, options);
        const outputs = await component.outputs();
        const state = (await pulumi.runtime.serializeProperties("outputs", outputs)) as Properties;
        const made = response(await promised(component.urn), state);
        for (const [property, value] of Object.entries(outputs)) {
            const sources = new RegisterResourceResponse.PropertyDependencies();
            sources.setUrnsList(await sourcesOf(value));
            made.getPropertydependenciesMap().set(property, sources);
        }
        return made;
    }

    /** As the engine makes it: a child's has the types of all that it is in, but for the stack's. */
    private urnOf(parent: string, type: string, name: string): string {
        const { project, stack } = this.previewed;
        const within = parent.split("::")[2] ?? "";
        const qualified = within === "" || within === "pulumi:pulumi:Stack" ? type : `${within}$${type}`;
        return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
    }
}

function dependenciesOf(request: RegisterResourceRequest): PreviewedResource["propertyDependencies"] {
    const dependencies: Record<string, readonly string[]> = {};
    request.getPropertydependenciesMap().forEach((sources, property) => {
        dependencies[property] = sources.getUrnsList();
    });
    return dependencies;
}

/** Properties without the contents of files, and without the provider's own notes. */
function shown(properties: Properties): Properties {
    const entries = Object.entries(properties).filter(
        ([key, value]) => key !== "__defaults" && !isAsset(value) && !isArchive(value),
    );
    return Object.fromEntries(entries.map(([key, value]) => [key, isRecord(value) ? shown(value) : value]));
}

/** A call of the monitor as gRPC makes it. */
function answering<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
    return (request: Request, callback: (error: unknown, response?: Response) => void): void => {
        void Promise.resolve()
            .then(() => answer(request))
            .then(
                (given) => callback(null, given),
                // gRPC has an error's words there.
                (error: Error) => callback(Object.assign(error, { details: error.message })),
            );
    };
}

function response(urn: string, outputs: Properties): RegisterResourceResponse {
    const made = new RegisterResourceResponse();
    made.setUrn(urn);
    made.setId("");
    made.setObject(struct(outputs));
    return made;
}

/** The URNs of the resources that an output comes from. */
async function sourcesOf(value: unknown): Promise<string[]> {
    const { allResources } = pulumi.output(value) as { allResources?: () => Promise<Set<pulumi.Resource>> };
    return Promise.all([...((await allResources?.()) ?? [])].map(({ urn }) => promised(urn)));
}

function valuesOf(properties: Struct | undefined): Properties {
    return revealed(values(properties)) as Properties;
}

const secret = "1b47061264138c4ac30d75fd1eb44270";
const resourceReference = "5cf8f73096256a8f31e491e813e4eb8e";

/** Values with no wrapping that providers are not asked to understand: secrets, and references of resources. */
function revealed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(revealed);
    if (typeof value !== "object" || value === null) return value;
    const fields = value as Properties;
    if (fields[SIGNATURE] === secret) return revealed(fields["value"]);
    if (fields[SIGNATURE] === resourceReference) return fields["id"] ?? fields["urn"];
    return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, revealed(item)]));
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => output.apply(resolve));
}
