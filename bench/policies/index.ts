import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { inRoot } from "../../cli/checkout";
import { withEngines } from "../deploy/engine";
import type { Usage } from "../frame/measure";
import { runBenchmark } from "../frame/run";
import { stages } from "./generated";

const preview = "preview of what is not up";
const previewWithEmptyPack = "preview with a pack of no rules";
const previewWithPacks = "preview with all packs";
const ours = "govern, our stacks";
const [few, many] = [20, 100];
const generated = (models: number) => `govern, ${models} models × ${stages.length} stages`;

/** Runs Node in the checkout to the end. @returns what it printed */
async function node(...args: readonly string[]): Promise<string> {
    const options = { cwd: inRoot(), maxBuffer: 256 * 1024 * 1024 };
    return (await promisify(execFile)(process.execPath, [...args], options)).stdout;
}

/** Throws where not all of our stacks were judged. */
async function governOurs(): Promise<void> {
    const { ok, stacks } = JSON.parse(await node("cli/drivetrain.js", "govern", "--json")) as {
        readonly ok: boolean;
        readonly stacks: readonly unknown[];
    };
    if (!ok || stacks.length < 2 * stages.length) throw new Error("`govern` did not judge two models at each stage.");
}

/** With little room, so that the collector cannot leave for later what nobody needs. */
const governGenerated = (models: number) => async (): Promise<Usage> => {
    const program = join("bench", "policies", "generated.ts");
    const printed = await node("--max-old-space-size=256", "-r", "./tools/typescript.js", program, String(models));
    return JSON.parse(printed) as Usage;
};

void runBenchmark({
    name: "policies",
    title: "Governing",
    about:
        "The stack `local` of which nothing is up, previewed by plain `pulumi` with the policy pack, with one that has no rules, " +
        "and without, and `drivetrain govern` from its start to its end: over all stacks of the checkout, which are two models and a " +
        `platform at three stages, and over ${few} and ${many} models at three stages, in one process each.`,
    rounds: 3,
    goals: [
        { what: "preview with all packs / preview", of: previewWithPacks, to: preview, atMost: 1.25 },
        {
            what: "preview with all packs / with one of no rules",
            of: previewWithPacks,
            to: previewWithEmptyPack,
            atMost: 1.1,
        },
        { what: "our stacks, s", of: ours, atMost: 30 },
        { what: "a second for each of 300 stacks, s", of: generated(many), atMost: many * stages.length },
        {
            what: "memory for 300 stacks / for 60",
            ...{ of: generated(many), to: generated(few), by: "megabytes", atMost: 1.25 },
        },
    ],
    with: (measure) =>
        withEngines((engines) => {
            const previewBy = (...pack: readonly string[]) =>
                engines.ours("preview", "--stack", "local", "--policy-pack", inRoot(...pack));
            return measure([
                { name: preview, run: () => engines.ours("preview", "--stack", "local") },
                { name: previewWithEmptyPack, run: () => previewBy("bench", "policies", "empty") },
                { name: previewWithPacks, run: () => previewBy("policies") },
                { name: ours, run: governOurs },
                { name: generated(few), run: governGenerated(few) },
                { name: generated(many), run: governGenerated(many) },
            ]);
        }),
});
