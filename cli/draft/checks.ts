import { existsSync } from "node:fs";
import { join } from "node:path";
import { renderProblem } from "../../components/validation/problem";
import { namePattern, stackPrefix } from "../../contracts/names";
import { validateDistinct } from "../../infra/config/collisions";
import { validateModel } from "../../infra/config/validateModel";
import { models } from "../../infra/models";
import { identifyStack } from "../../infra/stacks";
import { findStack } from "../stacks/stack";
import { stacksIn } from "../stacks/stackFile";
import { UsageError } from "../terminal/errors";
import type { Draft } from "./draft";

/** @throws UsageError where no model can be called so, beside the models and the stacks that there are */
export function requireName(name: string, folder: string): void {
    if (!namePattern.test(name)) {
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

/** @throws UsageError where one of the files is there already */
export function requireNew(folder: string, files: readonly string[]): void {
    const there = files.filter((file) => existsSync(join(folder, file)));
    if (there.length > 0) {
        throw new UsageError(`${there.join(", ")} exists already, and nothing is overwritten: take another name.`);
    }
}

/** @throws UsageError for what a stack would refuse, before anything is written: above all names that become too long */
export function requireValid({ model }: Draft, stages: readonly string[], folder: string): void {
    const places = stages.map((stage) => findStack(stage, folder));
    const problemsAs = (name: string) =>
        places.flatMap(({ stage, region, accountId }) => {
            const prefix = stackPrefix(stage, name);
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
    // Most are there at every stage.
    const found = new Set([...own, ...validateDistinct(model, models)].map(renderProblem));
    if (found.size === 0) return;
    throw new UsageError(
        [`"${model.name}" cannot be deployed:`, ...[...found].map((problem) => `  ${problem}`)].join("\n"),
    );
}
