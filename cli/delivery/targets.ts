import { existsSync } from "node:fs";
import { join } from "node:path";
import { roleArnOf } from "../../components/access/scope";
import type { ModelDefinition } from "../../components/model/model";
import { type DeliveryRole, deliveryRoleName, platformStack } from "../../contracts/names";
import { mergeModel } from "../../infra/config/overrides";
import { parseSettings, type Settings } from "../../infra/config/settings";
import { identifyStack } from "../../infra/stacks";
import { isLocalStack } from "../../local";
import { readStackConfig } from "../govern/stackConfig";
import { fileOf, stacksIn } from "../stacks/stackFile";

/** A stack that a workflow works on, with all that it needs before it has asked AWS for anything. */
export interface Target {
    readonly stack: string;
    readonly stage: string;
    readonly region: string;
    /** ARN of the role that the workflow assumes. */
    readonly role: string;
    /** The GitHub environment whose approval it takes; empty for none. */
    readonly environment: string;
    /** Where the engine keeps its state; empty for Pulumi Cloud, or where the runner is logged in. */
    readonly backend: string;
}

/** What workflows do with which stacks. */
export interface Targets {
    /** Stacks of models that have changed, as a pull request shows what it would do to them. */
    readonly preview: readonly Target[];
    /** Likewise, which no environment has to approve. */
    readonly deploy: readonly Target[];
    /** Likewise, which an environment approves first. */
    readonly release: readonly Target[];
    /** Every stack, platforms too: what was changed elsewhere needs no commit. */
    readonly inspect: readonly Target[];
}

type Models = readonly [ModelDefinition, ...ModelDefinition[]];

/** Where to look, and from whose workflow. */
export interface Place {
    /** Has the stacks' files. */
    readonly folder: string;
    readonly models: Models;
    /** The repository of the workflow, `owner/name`: what another one delivers is none of its business. @default any */
    readonly repository?: string;
}

/**
 * Reads from the stacks' files what workflows work on: every stage whose platform lets the repository in, and every model
 * that has a stack there. A new model or stage needs no change of a workflow.
 * @param changed files, by their paths; undefined where all may have changed
 */
export function targetsOf(place: Place, changed?: readonly string[]): Targets {
    const delivered = stacksIn(place.folder).flatMap((stack) => deliveredStack(stack, place) ?? []);
    const touched = delivered.filter(({ model }) => model !== undefined && isTouched(model, changed));
    const all = (role: DeliveryRole, among = touched) => among.map((one) => targetOf(one, role));
    const deployed = all("deployer").sort((a, b) => a.stack.localeCompare(b.stack));
    return {
        preview: all("previewer"),
        deploy: deployed.filter(({ environment }) => environment === ""),
        release: deployed.filter(({ environment }) => environment !== ""),
        inspect: all("inspector", delivered),
    };
}

/** A stack of a stage whose platform lets workflows in. */
interface Delivered {
    readonly stack: string;
    readonly stage: string;
    /** Absent for a platform. */
    readonly model?: { readonly definition: ModelDefinition; readonly file: string };
    /** The platform's. */
    readonly settings: Settings;
}

function deliveredStack(stack: string, { folder, models, repository }: Place): Delivered | undefined {
    if (isLocalStack(stack)) return undefined;
    const identity = identifyStack(stack, models);
    const { stage } = identity;
    const platform = platformStack(stage);
    if (!existsSync(join(folder, fileOf(platform)))) return undefined;
    const { settings } = parseSettings(platform, readStackConfig(platform, folder));
    const delivering = settings.delivery.repository;
    if (delivering === undefined || (repository !== undefined && repository !== delivering)) return undefined;
    if (identity.kind === "platform") return { stack, stage, settings };
    const { overrides } = parseSettings(stack, readStackConfig(stack, folder)).settings;
    const definition = mergeModel(identity.model, overrides);
    return { stack, stage, settings, model: { definition, file: fileOf(stack) } };
}

function targetOf({ stack, stage, settings }: Delivered, role: DeliveryRole): Target {
    const { region, accountId, delivery } = settings;
    const scope = { partition: "aws", region, accountId, stage, prefix: "" };
    return {
        ...{ stack, stage, region },
        role: roleArnOf(scope, deliveryRoleName(stage, role)),
        environment: role === "deployer" ? (delivery.environment ?? "") : "",
        backend: delivery.stateBucket === undefined ? "" : `s3://${delivery.stateBucket}`,
    };
}

/** What every model is made of. What only reads stacks (commands, rules, tests) changes none. */
const shared = /^(components|contracts|functions|infra|jobs)\/|^(Pulumi\.yaml|package(-lock)?\.json|tsconfig\.json)$/;

/** Whether a change may change a model's stack: its own file, its stack's config, its image, or what all are made of. */
function isTouched(
    { definition, file }: NonNullable<Delivered["model"]>,
    changed: readonly string[] | undefined,
): boolean {
    if (changed === undefined) return true;
    const builds = Object.values(definition.algorithms).flatMap(({ image }) =>
        "build" in image ? [`${image.build.replace(/^\.\/|\/$/g, "")}/`] : [],
    );
    const ownFile = `infra/models/${definition.name}.ts`;
    return changed.some(
        (path) =>
            path === file ||
            path === ownFile ||
            builds.some((folder) => path.startsWith(folder)) ||
            (shared.test(path) && !path.endsWith(".md") && !isModelFile(path)),
    );
}

/** Another model's file, which is no concern of a model's; the list of models concerns all. */
function isModelFile(path: string): boolean {
    return /^infra\/models\/(?!index\.ts$)[^/]+\.ts$/.test(path);
}
