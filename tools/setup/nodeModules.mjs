import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./process.mjs";
import { requireSpace } from "./problem.mjs";

/**
 * Whether node_modules is what the lock file asks for. npm writes `node_modules/.package-lock.json` as its last act, so
 * an installation that was cut short is not taken for a whole one.
 */
export function isInstalled(root) {
    const wanted = packagesOf(join(root, "package-lock.json"));
    const present = packagesOf(join(root, "node_modules", ".package-lock.json"));
    if (!wanted || !present) return false;
    const missing = Object.entries(wanted).some(
        ([path, { version, optional, devOptional, peer }]) =>
            path !== "" && !optional && !devOptional && !peer && present[path]?.version !== version,
    );
    const foreign = Object.entries(present).some(([path, { version }]) => wanted[path]?.version !== version);
    return !missing && !foreign;
}

function packagesOf(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8")).packages;
    } catch {
        return undefined;
    }
}

export function nodeModulesStep({ root, logs }) {
    return {
        name: "Node modules",
        done: async () => (isInstalled(root) ? `Node ${process.versions.node}` : undefined),
        run: async () => {
            requireSpace(root, 1, "Installing the node modules");
            await run("Installing the node modules", ["npm", "ci", "--no-audit", "--no-fund"], {
                cwd: root,
                log: join(logs, "npm.log"),
            });
            return `Node ${process.versions.node}`;
        },
    };
}
