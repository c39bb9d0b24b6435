import { appendFileSync } from "node:fs";
import { models } from "../../../infra/models";
import { root } from "../../checkout";
import { changedSince } from "../../delivery/changes";
import { type Targets, targetsOf } from "../../delivery/targets";
import { answer } from "../../terminal/answer";
import { Exit, UsageError } from "../../terminal/errors";
import { table } from "../../terminal/table";

export interface TargetsOptions {
    readonly json?: boolean;
    readonly since?: string;
    readonly githubOutput?: boolean;
}

/** Tells which stacks workflows work on. */
export function targets({ json, since, githubOutput }: TargetsOptions): Promise<number> {
    const repository = process.env["GITHUB_REPOSITORY"];
    const changed = since === undefined ? undefined : changedSince(since);
    const found = targetsOf({ folder: root, models, ...(repository && { repository }) }, changed);
    if (githubOutput === true) writeOutputs(found);
    answer(json, found, () => targetsText(found));
    return Promise.resolve(Exit.ok);
}

/** A line for each list: `deploy=[{"stack":"dev",...}]`, which a workflow's `fromJSON` reads. */
function writeOutputs(found: Targets): void {
    const file = process.env["GITHUB_OUTPUT"];
    if (file === undefined) throw new UsageError("--github-output is for workflows: GITHUB_OUTPUT names no file.");
    const lines = Object.entries(found).map(([name, list]) => `${name}=${JSON.stringify(list)}\n`);
    appendFileSync(file, lines.join(""));
}

function targetsText(found: Targets): string {
    const rows = Object.entries(found).flatMap(([what, list]) =>
        (list as Targets["deploy"]).map(({ stack, environment, role }) => [what, stack, environment, role]),
    );
    return rows.length === 0
        ? "No platform says that workflows deploy: set drivetrain:delivery in its file (docs/delivery.md)."
        : table(["", "stack", "environment", "role"], rows);
}
