import * as pulumi from "@pulumi/pulumi";
import { type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { declareComponent } from "./provider/awsx/provider";
import { DockerBuildProvider } from "./provider/dockerBuild";
import type { ServedProvider } from "./provider/engine/protocol";
import { defined, isArchive, isAsset, isRecord, type Properties } from "./provider/engine/values";
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
}

const readOutputs = "pulumi:pulumi:readStackOutputs";

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
        registerResourceOutputs: answering(() => ({})),
        invoke: answering((request: InvokeRequest) => preview.invoke(request)),
    });
    pulumi.runtime.setAllConfig({ ...config });
    try {
        pulumi.log.warn = (message) => Promise.resolve(void warnings.push(message));
        await pulumi.runtime.runInPulumiStack(program);
        await pulumi.runtime.disconnect();
    } finally {
        pulumi.log.warn = warn;
    }
    return { resources: preview.resources, warnings };
}

/** The engine's part in one preview. */
class Preview {
    readonly resources: PreviewedResource[] = [];
    private readonly aws = new AwsProvider();
    private readonly providers: Readonly<Record<string, ServedProvider>> = {
        aws: this.aws,
        "docker-build": new DockerBuildProvider(),
    };

    constructor(private readonly previewed: PreviewedStack) {
        const { config } = previewed;
        const own = Object.entries(config).filter(([key]) => key.startsWith("aws:"));
        this.aws.configure(peer, Object.fromEntries(own.map(([key, value]) => [key.slice(4), value])));
    }

    async register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
        const [type, name] = [request.getType(), request.getName()];
        const inputs = valuesOf(request.getObject());
        if (request.getRemote()) return this.construct(type, name, inputs, request.getParent());
        const urn = this.urnOf(request.getParent(), type, name);
        const known = request.getCustom() ? await this.create(urn, type, inputs) : { inputs, outputs: inputs };
        this.resources.push({
            ...{ urn, type, name, inputs: shown(known.inputs), outputs: shown(known.outputs) },
            propertyDependencies: dependenciesOf(request),
        });
        return response(urn, known.outputs);
    }

    invoke(request: InvokeRequest): InvokeResponse {
        const token = request.getTok();
        const args = valuesOf(request.getArgs());
        const answer = new InvokeResponse();
        // No stack is up here.
        const found = token === readOutputs ? { ...args, outputs: {} } : this.aws.invoke(peer, token, args);
        answer.setReturn(structOf(found));
        return answer;
    }

    private async create(urn: string, type: string, given: Properties) {
        const provider = this.providers[type.split(":")[0] ?? ""];
        if (provider === undefined) return { inputs: given, outputs: given };
        const { inputs, problems } = provider.check(peer, urn, new Uint8Array(32), {}, given);
        if (problems.length > 0) {
            throw new Error(`${urn}: ${problems.map(({ property, reason }) => `${property}: ${reason}`).join(" ")}`);
        }
        const { outputs } = await provider.create(peer, urn, inputs, true);
        return { inputs, outputs };
    }

    /** A component of another package: what stands in for it here declares its children. */
    private async construct(type: string, name: string, inputs: Properties, parent: string) {
        const options = parent === "" ? {} : { parent: new pulumi.DependencyResource(parent) };
        const component = declareComponent(name, type, inputs, options);
        const outputs = await component.outputs();
        const urn = await promised(component.urn);
        const state = (await pulumi.runtime.serializeProperties("outputs", outputs)) as Properties;
        return response(urn, state);
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
                (error: unknown) => callback(error),
            );
    };
}

function response(urn: string, outputs: Properties): RegisterResourceResponse {
    const made = new RegisterResourceResponse();
    made.setUrn(urn);
    made.setId("");
    made.setObject(structOf(outputs));
    return made;
}

function valuesOf(struct: Struct | undefined): Properties {
    return revealed(struct?.toJavaScript() ?? {}) as Properties;
}

/** Under this key the engine's wire format tells what kind of special value an object is. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const resourceReference = "5cf8f73096256a8f31e491e813e4eb8e";

/** Values with no wrapping that providers are not asked to understand: secrets, and references of resources. */
function revealed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(revealed);
    if (typeof value !== "object" || value === null) return value;
    const fields = value as Properties;
    if (fields[signature] === secret) return revealed(fields["value"]);
    if (fields[signature] === resourceReference) return fields["id"] ?? fields["urn"];
    return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, revealed(item)]));
}

function structOf(values: Properties): Struct {
    return Struct.fromJavaScript(defined(values) as Record<string, JavaScriptValue>);
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => output.apply(resolve));
}
