/** `npm run fuzz`: docs/testing.md tells what it tries. */
import { parseArgs } from "node:util";
import { fuzz, type Range, type Target } from "./fuzz";

const usage = "npm run fuzz -- [--seed N] [--requests N] [--files N] [--only requests|files [--at N]]";

function whole(name: string, text: string): number {
    if (/^[0-9]{1,9}$/.test(text)) return Number(text);
    throw new Error(`--${name} is a whole number, not "${text}". ${usage}`);
}

function read(): { seed: number; ranges: Partial<Record<Target, Range>> } {
    const { values } = parseArgs({
        options: {
            seed: { type: "string", default: "1" },
            requests: { type: "string", default: "20000" },
            files: { type: "string", default: "1000" },
            only: { type: "string" },
            at: { type: "string" },
        },
    });
    const { only, at } = values;
    if ((only !== undefined && only !== "requests" && only !== "files") || (at !== undefined && only === undefined)) {
        throw new Error(usage);
    }
    const range = (target: Target): Range => {
        if (at === undefined) return { from: 0, to: whole(target, values[target]) };
        return { from: whole("at", at), to: whole("at", at) + 1 };
    };
    const chosen: readonly Target[] = only === undefined ? ["requests", "files"] : [only];
    return {
        seed: whole("seed", values.seed),
        ranges: Object.fromEntries(chosen.map((target) => [target, range(target)])),
    };
}

async function main(): Promise<void> {
    const { seed, ranges } = read();
    const faults = await fuzz(seed, ranges);
    for (const fault of faults) process.stderr.write(`\n${fault}\n`);
    process.exitCode = faults.length > 0 ? 1 : 0;
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
