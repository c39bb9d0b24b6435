import { readFileSync } from "node:fs";
import { join } from "node:path";
import { covers } from "./permissions";

let services: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Whether AWS defines no resource for an action, so that `*` is all that a statement can say.
 * @returns undefined for a service that `actionsWithoutResource.txt` does not list
 */
export function hasNoResource(action: string): boolean | undefined {
    const [service = "", name = ""] = action.split(":");
    const patterns = (services ??= readServices()).get(service.toLowerCase());
    return patterns?.some((pattern) => covers(pattern, name));
}

function readServices(): ReadonlyMap<string, readonly string[]> {
    const lines = readFileSync(join(__dirname, "actionsWithoutResource.txt"), "utf8").split("\n");
    return new Map(
        lines
            .filter((line) => line !== "" && !line.startsWith("#"))
            .map((line) => {
                const [service = "", ...names] = line.split(/:? +/);
                return [service.replace(/:$/, ""), names] as const;
            }),
    );
}
