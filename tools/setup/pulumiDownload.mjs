import { rmSync } from "node:fs";
import { join } from "node:path";
import { answer, executable, run } from "./process.mjs";

/** Longest wait for the download, in milliseconds: a network that stalls must not keep the build from starting. */
const limit = 5 * 60_000;

/**
 * The official CLI, as the npm package `pulumi` fetches and caches it under `$PULUMI_HOME/versions/<version>/bin`.
 * @returns what was had, or undefined where it cannot be had
 */
export async function downloadEngine({ root, home, logs, show }, version) {
    const place = join(home, "versions", version);
    const directory = join(place, "bin");
    const result = { version, name: version, directory };
    if (await isWhole(directory, version)) return result;
    // What an interrupted download left would be taken for the CLI.
    rmSync(place, { recursive: true, force: true });
    show.note("official download");
    try {
        const fetcher = join(root, "node_modules", "pulumi", "run.js");
        await run("Downloading the Pulumi CLI", [process.execPath, fetcher, "version"], {
            log: join(logs, "pulumi-download.log"),
            env: { ...process.env, PULUMI_HOME: home, PULUMI_VERSION: version, PULUMI_SKIP_UPDATE_CHECK: "true" },
            limit,
        });
        if (await isWhole(directory, version)) return result;
    } catch {
        // No way to the download: the caller builds.
    }
    rmSync(place, { recursive: true, force: true });
    return undefined;
}

async function isWhole(directory, version) {
    if (!executable(join(directory, "pulumi-language-nodejs"))) return false;
    return (await answer(join(directory, "pulumi"), ["version"])) === `v${version}`;
}
