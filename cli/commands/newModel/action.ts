import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { validateDistinct } from "../../../infra/config/collisions";
import { validateModel } from "../../../infra/config/validateModel";
import { models } from "../../../infra/models";
import { identifyStack } from "../../../infra/stacks";
import { root } from "../../checkout";
import { type Decision, type Draft, draftModel } from "../../draft/model";
import { type FileProfile, profileFile } from "../../draft/profile";
import { sourceOf } from "../../draft/source";
import { findStack } from "../../stacks/stack";
import { fileOf, stackFileFor, stacksIn, stagesOf } from "../../stacks/stackFile";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { number } from "../../terminal/format";
import { table } from "../../terminal/table";

export interface NewModelOptions {
    readonly from: string;
    readonly target?: string;
    readonly identifier?: string;
    readonly json?: boolean;
}

/**
 * Writes the first draft of a model's file from a CSV file, and a stack file for each stage that the first model has.
 * @param folder has the stacks' files and `infra/models`
 */
export async function newModel(name: string, options: NewModelOptions, folder: string = root): Promise<number> {
    requireName(name, folder);
    const stages = stagesOf(folder, models);
    const stacks = stages.map((stage) => stackFileFor(folder, stage, name, models[0].name));
    const files = new Map(stacks.map(({ stack, content }) => [fileOf(stack), content]));
    const modelFile = join("infra", "models", `${name}.ts`);
    requireNew(folder, [modelFile, ...files.keys()]);

    const profile = await profileFile(options.from);
    const draft = draftModel(name, profile, options);
    requireValid(draft, stages, folder);
    files.set(modelFile, await sourceOf(draft));
    writeAll(folder, files);

    const next = nextCommands(draft, options.from, stacks[0]?.stack ?? name);
    const { model, decisions, notes } = draft;
    answer(options.json, { ok: true, model, files: [...files.keys()].reverse(), decisions, notes, next }, () =>
        [...explained(draft, profile), ...written(files), ...next.map((command) => `  ${command}`)].join("\n"),
    );
    return Exit.ok;
}

function requireName(name: string, folder: string): void {
    if (!/^[a-z](-?[a-z0-9])*$/.test(name)) {
        throw new UsageError(
            `"${name}" cannot be a model's name: use lower case letters, digits and single hyphens, a letter first.`,
        );
    }
    if (name === "index") throw new UsageError(`"index" is the file that finds the models: take another name.`);
    // Names of stacks end in the model's name: a model called prod would take the stack local-prod away.
    const more = [...models, { ...models[0], name }] as const;
    const taken = stacksIn(folder).find((stack) => identityOf(stack, models) !== identityOf(stack, more));
    if (taken !== undefined) {
        throw new UsageError(`"${name}" cannot be a model's name: the stack ${taken} would become one of its own.`);
    }
    if (name === "platform") {
        throw new UsageError(
            `"platform" cannot be a model's name: its stack local-platform would be mistaken for platform-local, the platform's.`,
        );
    }
    if (stacksIn(folder).some((stack) => identifyStack(stack, models).stage === name)) {
        throw new UsageError(
            `"${name}" cannot be a model's name, as it is a stage's: another stage that ends in it, such as eu-${name}, ` +
                `would be taken for a stack of the model.`,
        );
    }
}

function identityOf(stack: string, known: Parameters<typeof identifyStack>[1]): string {
    const identity = identifyStack(stack, known);
    return identity.kind === "platform" ? identity.kind : `${identity.model.name} at ${identity.stage}`;
}

function requireNew(folder: string, files: readonly string[]): void {
    const there = files.filter((file) => existsSync(join(folder, file)));
    if (there.length > 0) {
        throw new UsageError(`${there.join(", ")} exists already, and nothing is overwritten: take another name.`);
    }
}

/** What a stack would refuse, before anything is written: above all names that would become too long. */
function requireValid({ model }: Draft, stages: readonly string[], folder: string): void {
    const places = stages.map((stage) => findStack(stage, folder));
    const problemsAs = (name: string) =>
        places.flatMap(({ stage, region, accountId }) => {
            const prefix = `drivetrain-${stage}-${name}`;
            return validateModel({ ...model, name }, { partition: "aws", region, accountId, stage, prefix });
        });
    const own = problemsAs(model.name);
    for (let length = model.name.length - 1; length > 0 && own.length > 0; length--) {
        if (problemsAs("x".repeat(length)).length > 0) continue;
        throw new UsageError(
            `"${model.name}" is too long for what AWS lets names be, stage and algorithm included: take ${length} ` +
                `characters at most.`,
        );
    }
    const found = [...new Set([...own, ...validateDistinct(model, models)])];
    if (found.length === 0) return;
    throw new UsageError([`"${model.name}" cannot be deployed:`, ...found.map((problem) => `  ${problem}`)].join("\n"));
}

/** All of them or none. */
function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
    const done: string[] = [];
    try {
        for (const [file, content] of files) {
            writeFileSync(join(folder, file), content, { flag: "wx" });
            done.push(file);
        }
    } catch (error) {
        for (const file of done) rmSync(join(folder, file));
        throw error;
    }
}

function explained({ model, decisions, notes }: Draft, { file, rows }: FileProfile): string[] {
    const reason = (role: Decision["role"]) => decisions.find((one) => one.role === role)?.because;
    const [algorithm] = Object.values(model.algorithms);
    return [
        table(
            ["column", "role", "type", "usable values", "may be missing"],
            decisions.map(({ name, role, column }) => [
                name,
                role,
                column?.type,
                column && domainText(column),
                column && (column.required === false ? "yes" : "no"),
            ]),
        ),
        `Predicts ${model.target}, by ${reason("target")}; another column: --target COLUMN.`,
        `A row is named by ${model.identifier}: ${reason("identifier")}; another column: --identifier COLUMN.`,
        `A model may serve when its error (${algorithm?.gate.metric}) is at most ${number(algorithm?.gate.threshold ?? 0)}, the error of ` +
            `always answering the mean of the ${number(rows)} rows of ${file}.`,
        ...decisions.flatMap(({ name, role, because }) =>
            role === "left out"
                ? [
                      `${name} is left out: ${because}. Training, scoring and \`drivetrain predict\` pass over it; a program ` +
                          `that calls the API must not send it.`,
                  ]
                : [],
        ),
        ...notes,
    ];
}

function domainText({ type, min, max, values }: NonNullable<Decision["column"]>): string {
    if (values) return values.join(", ").length > 40 ? `${values.join(", ").slice(0, 40)}...` : values.join(", ");
    if (type === "string") return "any text";
    if (min === undefined) return "any";
    return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

function written(files: ReadonlyMap<string, string>): string[] {
    return [`Written: ${[...files.keys()].reverse().join(", ")}.`, "Look through the model's file, then:"];
}

function nextCommands({ source }: Draft, path: string, stack: string): string[] {
    const file = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
    return [
        `npx drivetrain up -s ${stack}`,
        `npx drivetrain train ${file} -s ${stack}`,
        source.rows > 100
            ? `head -n 6 ${file} | npx drivetrain predict - --type csv -s ${stack}`
            : `npx drivetrain predict ${file} -s ${stack}`,
    ];
}
