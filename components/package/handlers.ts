import { dirname, join, sep } from "node:path";

/** Where the handlers of this package are, as sources in the checkout and compiled in an installed package. */
const functions = join(dirname(dirname(__dirname)), "functions") + sep;

/**
 * Lets Pulumi serialize the modules of this package's handlers with what they hold. It would leave a module that lies
 * in `node_modules`, where this package is installed, a mere `require` of a file that no Lambda has.
 */
export function serializeHandlers(): void {
    for (const [path, module] of Object.entries(require.cache)) {
        if (path.startsWith(functions) && module !== undefined) {
            // Pulumi's own mark of a module to be taken by value.
            Object.defineProperty(module.exports, "deploymentOnlyModule", { value: true, configurable: true });
        }
    }
}
