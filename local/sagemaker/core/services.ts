import type { Account } from "./account";
import type { RoleAssumer } from "./aws";
import type { Faults } from "./faults";

/** What every part of the server needs of its surroundings. */
export interface Services {
    /** The folder under which every job and endpoint has its private root. */
    readonly root: string;
    /** The Python interpreter that runs containers. */
    readonly python: string;
    readonly aws: RoleAssumer;
    /** What is to go wrong on purpose. */
    readonly faults: Faults;
    /** The metrics of invocations, which are sent soon after them, or before alarms are read. */
    readonly metrics: { flush(): Promise<void> };
}

/** Answers one operation of an API; the input has passed the service model by then. */
export type Operation = (account: Account, input: never, services: Services) => object | Promise<object>;
