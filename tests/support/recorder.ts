import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** A resource as the program asked the engine for it. */
export interface Recorded {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly options: RecordedOptions;
}

/** What the engine is to do with a resource, as far as it was said. */
export interface RecordedOptions {
    readonly deleteBeforeReplace: boolean;
    readonly retainOnDelete: boolean;
    readonly import: string;
}

export interface Recording<T> {
    readonly result: T;
    readonly resources: readonly Recorded[];
    /** The inputs of the one resource of this type, and of this name where there are several. */
    readonly inputs: (type: string, name?: string) => Readonly<Record<string, unknown>>;
}

/**
 * Runs part of a program without an engine and keeps what it asked for, each input resolved.
 * @param remote what components of other packages tell of themselves, by type; they are recorded, too
 */
export async function record<T>(build: () => T, remote: Readonly<Record<string, object>> = {}): Promise<Recording<T>> {
    const resources: Recorded[] = [];
    let options: RecordedOptions = { deleteBeforeReplace: false, retainOnDelete: false, import: "" };
    await pulumi.runtime.setMocks(
        {
            newResource({ type, name, inputs, custom }) {
                if (custom || type in remote) {
                    resources.push({ type, name, inputs: inputs as Record<string, unknown>, options });
                }
                const own = inputs as Record<string, unknown>;
                const called = (own["name"] ?? own["bucket"] ?? name) as string;
                return {
                    id: called,
                    state: {
                        ...own,
                        name: called,
                        arn: `arn:of:${type}:${called}`,
                        keyId: "9a1b",
                        url: `https://${called}`,
                        id: called,
                        ...remote[type],
                    },
                };
            },
            call({ token, inputs }) {
                const { repositoryName, imageTag } = inputs as { repositoryName: string; imageTag: string };
                if (token !== "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage") throw new Error(token);
                return {
                    ...(inputs as object),
                    registryPath: `683313688378.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}:${imageTag}`,
                };
            },
        },
        "drivetrain",
        "local",
        false,
    );
    onRegistration((request) => {
        options = {
            deleteBeforeReplace: request.getDeletebeforereplace(),
            retainOnDelete: request.getRetainondelete() ?? false,
            import: request.getImportid(),
        };
    });
    const result = build();
    await pulumi.runtime.disconnect();
    return {
        result,
        resources,
        inputs: (type, name) => {
            const found = resources.filter((one) => one.type === type && (name === undefined || one.name === name));
            const [only] = found;
            if (only === undefined || found.length > 1) {
                throw new Error(`${found.length} of ${type} ${name ?? ""}: ${resources.map((one) => one.name).join()}`);
            }
            return only.inputs;
        },
    };
}

/** Mocks are not told of a resource's options: they are read from the request, just before the mock has its turn. */
function onRegistration(look: (request: RegisterResourceRequest) => void): void {
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) throw new Error("There are no mocks.");
    const register = monitor.registerResource.bind(monitor) as (...args: unknown[]) => never;
    monitor.registerResource = (request: unknown, ...rest: unknown[]) => {
        look(request as RegisterResourceRequest);
        return register(request, ...rest);
    };
}

/** The value of an output. */
export async function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => output.apply(resolve));
}

/** A JSON document that is an input of a resource. */
export function document(text: unknown): { readonly [key: string]: unknown } {
    return JSON.parse(String(text)) as Record<string, unknown>;
}
