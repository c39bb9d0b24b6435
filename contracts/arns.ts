/** Where an ARN's resource is. */
export interface ArnPlace {
    readonly partition: string;
    /** Empty for what is global. */
    readonly region: string;
    /** The twelve digits of the account; empty for what needs none, such as a bucket. */
    readonly accountId: string;
}

/** An ARN in its parts. */
export interface Arn extends ArnPlace {
    readonly service: string;
    /** Type and name, as the service spells them: `stateMachine:cars`, `endpoint/cars`. */
    readonly resource: string;
}

/** The ARN of a resource, e.g. `arnOf(place, "sqs", "queue-name")`. */
export function arnOf({ partition, region, accountId }: ArnPlace, service: string, resource: string): string {
    return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** @throws Error where the text is no ARN */
export function parseArn(text: string): Arn {
    const [start, partition, service, region, accountId, ...resource] = text.split(":");
    if (start !== "arn" || !partition || !service || region === undefined || accountId === undefined) {
        throw new Error(`"${text}" is no ARN: arn:<partition>:<service>:<region>:<account>:<resource>.`);
    }
    return { partition, service, region, accountId, resource: resource.join(":") };
}

/** The ARN of one execution of a state machine, by the name that it was given. */
export function executionArnOf(stateMachineArn: string, name: string): string {
    const { service, resource, ...place } = parseArn(stateMachineArn);
    return arnOf(place, service, `${resource.replace(/^stateMachine:/, "execution:")}:${name}`);
}

/** @param name the state machine's, which is part of its executions' ARNs too */
export function stateMachineArnOf(place: ArnPlace, name: string): string {
    return arnOf(place, "states", `stateMachine:${name}`);
}
