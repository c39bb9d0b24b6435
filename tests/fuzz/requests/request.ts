import type { Request } from "../../functions/realtime/example";

/** Stands in whatever a request has of its own: no log may have it. */
export const marker = "Zqx7marker";

/** A request, and what is known of the answer from how it was made. */
export interface FuzzRequest extends Request {
    /** What the answer's status must be. @default any of the API's below 500 */
    readonly status?: number;
    /** The identifiers that must come back, null where a record has none. @default unknown */
    readonly identifiers?: readonly (string | null)[];
}
