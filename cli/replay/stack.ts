import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { ModelDefinition } from "../../components/model/model";
import { monitoringOf, retrainingOf } from "../../components/model/monitoring";
import { platformStack } from "../../contracts/names";
import type { RetrainingSettings } from "../../contracts/retraining";
import { type Plan, planStack } from "../../infra/config/plan";
import { models } from "../../infra/models";
import { root } from "../checkout";
import { readStackConfig } from "../govern/stackConfig";
import { findStack, modelOf, type StackReference } from "../stacks/stack";
import { fileOf, replayStage, stackFileFor } from "../stacks/stackFile";
import { defaultStack } from "../stacks/stackOption";
import { explain, UsageError } from "../terminal/errors";
import { type ReplaySetting, withReplaySettings } from "./settings";

/** No other stack of the local stage has it. */
const accountId = "777777777777";

/** What is not by the clock in a replay, or not needed. */
const ofReplays: readonly ReplaySetting[] = [
    // Days follow each other within seconds: the API is to answer by what was promoted the moment before.
    { path: ["realtime", "cacheSeconds"], value: 0 },
    // The replay asks the rule itself, by the days of the history.
    { path: ["retrain", "on"], value: "nothing" },
    { path: ["insights"], value: false },
];

/** What of a stack's settings a replay is about; all else is as on the local stage. */
const replayed = ["algorithms", "realtime", "locations", "monitoring", "retrain", "capturePercentage"];

/** The stack that a history is pushed through, its files written. */
export interface ReplayStack {
    readonly stack: StackReference;
    /** The model as it is replayed. */
    readonly model: ModelDefinition;
    /** Undefined where drift starts no training. */
    readonly rule: RetrainingSettings | undefined;
    /** Takes the files away; the stack should be gone by then. */
    readonly remove: () => void;
}

/** What the stack is called through which the model of another one is replayed. */
export function replayStackName(like: Pick<StackReference, "name">): string {
    const model = modelOf(like.name)!;
    return model === models[0] ? replayStage : `${replayStage}-${model.name}`;
}

/**
 * Makes the files of a stack that is like another one, with other settings.
 * @param folder has the stacks' files
 * @throws UsageError naming every setting that is wrong, before anything is deployed; no file is left then
 */
export function makeReplayStack(
    like: StackReference,
    settings: readonly ReplaySetting[],
    folder: string = root,
): ReplayStack {
    const files = new StackFiles(folder);
    const own = modelOf(like.name)!;
    const name = replayStackName(like);
    const platform = platformStack(replayStage);
    const remove = () => files.remove([name, platform]);
    try {
        files.write(platform, files.settings(platformStack(defaultStack)));
        const asked = withReplaySettings(files.alike(like, own), settings);
        const { model, settings: checked } = files.plan(name, own, asked);
        const rule = retrainingOf(monitoringOf(model).retrain, checked.retrain);
        files.plan(name, own, withReplaySettings(asked, [...ofReplays, ...byNobody(model)]));
        return { stack: findStack(name, folder), model, rule, remove };
    } catch (error) {
        remove();
        throw new UsageError(explain(error));
    }
}

/** Nobody is there to approve a version: one that would wait for a person serves at once. */
function byNobody({ algorithms }: ModelDefinition): ReplaySetting[] {
    return Object.entries(algorithms)
        .filter(([, { approval }]) => approval === "manual")
        .map(([name]) => ({ path: ["algorithms", name, "approval"], value: "automatic" }));
}

const namespace = "drivetrain:";

type PlannedModel = Plan & { readonly model: ModelDefinition };

/** The stacks' files of a folder, by what they set below `drivetrain:`. */
class StackFiles {
    constructor(private readonly folder: string) {}

    settings(stack: string): Record<string, unknown> {
        return settingsIn(this.text(stack));
    }

    /** What a stack would be set to on the local stage. */
    alike(like: StackReference, model: ModelDefinition): Record<string, unknown> {
        const own = this.settings(like.name);
        if (like.local) return own;
        const [first] = models;
        const base =
            model === first
                ? this.text(defaultStack)
                : stackFileFor(this.folder, defaultStack, model.name, first.name).content;
        const kept = Object.entries(own).filter(([key]) => replayed.includes(key));
        return { ...settingsIn(base), ...Object.fromEntries(kept) };
    }

    /** Writes a stack's file. @returns what the stack is to become @throws Error naming every problem */
    plan(name: string, own: ModelDefinition, settings: Readonly<Record<string, unknown>>): PlannedModel {
        this.write(name, settings);
        const { model, ...plan } = planStack(name, readStackConfig(name, this.folder), models);
        if (model?.name === own.name) return { ...plan, model };
        throw new UsageError(`"${name}" is the stack of the model ${model?.name}: replay needs the name.`);
    }

    /** The passphrase's salt is that of every local stack. */
    write(stack: string, settings: Readonly<Record<string, unknown>>): void {
        const { encryptionsalt } = parse(this.text(defaultStack)) as { encryptionsalt?: string };
        const own: Record<string, unknown> = {};
        for (const [key, value] of Object.entries({ ...settings, accountId })) own[`${namespace}${key}`] = value;
        const config = { "aws:region": "us-east-1", "aws:allowedAccountIds": [accountId], ...own };
        const text = stringify({ ...(encryptionsalt && { encryptionsalt }), config });
        writeFileSync(this.path(stack), `# Made by \`npx drivetrain replay\`, and removed by it.\n${text}`);
    }

    remove(stacks: readonly string[]): void {
        for (const stack of stacks) rmSync(this.path(stack), { force: true });
    }

    private text(stack: string): string {
        return readFileSync(this.path(stack), "utf8");
    }

    private path(stack: string): string {
        return join(this.folder, fileOf(stack));
    }
}

function settingsIn(text: string): Record<string, unknown> {
    const { config = {} } = parse(text) as { config?: Record<string, unknown> };
    const own = Object.entries(config).filter(([key]) => key.startsWith(namespace));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(namespace.length), value]));
}
