import { dirname, join, sep } from "node:path";

/** Where the handlers of this package are and what they share with other processes: sources, or compiled ones. */
const folders = ["functions", "contracts"].map((folder) => join(dirname(dirname(__dirname)), folder) + sep);

/**
 * Lets Pulumi serialize the modules of this package's handlers with what they hold. It would leave a module that lies
 * in `node_modules`, where this package is installed, a mere `require` of a file that no Lambda has.
 */
export function serializeHandlers(): void {
    for (const path of Object.keys(require.cache)) {
        if (!folders.some((folder) => path.startsWith(folder))) continue;
        // Pulumi's own mark of a module to be taken by value.
        Object.defineProperty(require.cache[path]?.exports, "deploymentOnlyModule", {
            value: true,
            configurable: true,
        });
    }
}
