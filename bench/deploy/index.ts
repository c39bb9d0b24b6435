import { inRoot } from "../../cli/checkout";
import { runBenchmark } from "../frame/run";
import { type Engines, withEngines } from "./engine";

const emptyPreview = "preview of an empty program";
const preview = "preview, nothing changed";
const previewWithPack = "preview with the policy pack";
const upUnchanged = "up, nothing changed";

/** A round begins and ends with nothing deployed, and each measures what the one before has made. */
function contenders({ ours, empty }: Engines) {
    const unchanged = ["--stack", "local", "--expect-no-changes"];
    const change = ["--stack", "local", "--yes", "--skip-preview"];
    return [
        { name: "up, from nothing", run: () => ours("up", ...change) },
        { name: emptyPreview, run: () => empty("preview", "--stack", "empty") },
        { name: preview, run: () => ours("preview", ...unchanged) },
        {
            name: previewWithPack,
            run: () => ours("preview", ...unchanged, "--policy-pack", inRoot("policies")),
        },
        { name: upUnchanged, run: () => ours("up", ...unchanged, "--yes", "--skip-preview") },
        { name: "destroy", run: () => ours("destroy", ...change) },
    ];
}

void runBenchmark({
    name: "deploy",
    title: "Deploying",
    about:
        "The stack `local`, on a local stage of its own, by plain `pulumi`, beside a TypeScript program that loads " +
        "the SDK and makes nothing, in the same environment. An `up` is without the preview before it.",
    rounds: 5,
    goals: [
        { what: "preview / preview of an empty program", of: preview, to: emptyPreview, atMost: 2.5 },
        { what: "preview with the pack / preview", of: previewWithPack, to: preview, atMost: 1.25 },
        { what: "up without change / preview", of: upUnchanged, to: preview, atMost: 1.3 },
    ],
    with: (measure) => withEngines((engines) => measure(contenders(engines))),
});
