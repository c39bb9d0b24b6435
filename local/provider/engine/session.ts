import { Clients, clientsFor } from "./clients";

/** One account and region of the emulated cloud, as the provider is configured for it. */
export class Session {
    readonly partition = "aws";

    constructor(
        readonly account: string,
        readonly region: string,
        readonly clients: Clients,
    ) {}

    /** An ARN of this account and region, e.g. `arn("sns", "name")`. */
    arn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
    }

    /** An ARN of a service that is not regional. */
    globalArn(service: string, resource: string): string {
        return `arn:${this.partition}:${service}::${this.account}:${resource}`;
    }
}

const sessions = new Map<string, Session>();

/** The session of an account and region; clients are made once and reused. */
export function sessionFor(account: string, region: string): Session {
    const key = `${account}/${region}`;
    const session = sessions.get(key) ?? new Session(account, region, clientsFor(account, region));
    sessions.set(key, session);
    return session;
}
