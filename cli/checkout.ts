import { dirname, join } from "node:path";

/** The checkout. */
export const root = dirname(__dirname);

/** A path in the checkout. */
export function inRoot(...parts: string[]): string {
    return join(root, ...parts);
}
