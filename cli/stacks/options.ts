import { findStack, type StackReference } from "./stack";

/** Options that every command takes. */
export interface CommonOptions {
    readonly stack: string;
    readonly json?: boolean;
}

/** @throws UsageError where no stack, or a platform, is called so */
export function stackOf(options: CommonOptions): StackReference {
    return findStack(options.stack);
}
