import { copyFileSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { listIfThere, readIfThere } from "../../local";
import { CommandError } from "../terminal/errors";
import type { Report } from "../terminal/progress";

/** A state's file (pulumi/pkg/backend/diy/state.go), as far as it is read. */
interface StateFile {
    readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly unknown[] | null } | null };
}

/**
 * Replaces states in files that cannot be read, as after a disk was full, by what the engine wrote before: its backup,
 * or the newest of the checkpoints that it keeps. Other stacks' states stay as they are.
 * @param state the folder of the state backend
 * @throws CommandError where a state and all that was written before it cannot be read
 */
export function mendStates(state: string, report: Report): void {
    const folder = statesOf(state);
    for (const name of listIfThere(folder).filter((each) => each.endsWith(".json"))) {
        const path = join(folder, name);
        const content = readIfThere(path);
        if (content === undefined || parseState(content)) continue;
        const stack = basename(name, ".json");
        const before = earlier(state, path, stack).find((each) => parseState(readIfThere(each)));
        if (before === undefined) {
            throw new CommandError(
                `The state of the stack ${stack} cannot be read, and neither can what was written before it (${path}): ` +
                    "`npx drivetrain stop` ends the local stage, and what is deployed to it. Nothing was changed.",
            );
        }
        copyFileSync(before, `${path}.mended`);
        renameSync(`${path}.mended`, path);
        report(`the state of ${stack} could not be read: it is again what it was before (${basename(before)})`);
    }
}

/** Whether an update of the stack was killed: the state cannot tell what became of what it was doing. */
export function hasPendingOperations(state: string, stack: string): boolean {
    const read = parseState(readIfThere(join(statesOf(state), `${stack}.json`)));
    return (read?.checkpoint.latest?.pending_operations ?? []).length > 0;
}

/** What the engine wrote before a state, the newest first. */
function earlier(state: string, path: string, stack: string): string[] {
    const kept = ["history", "backups"].flatMap((kind) => {
        const folder = join(state, ".pulumi", kind, "drivetrain", stack);
        return listIfThere(folder)
            .filter((name) => name.endsWith(".json") && !name.endsWith(".history.json"))
            .map((name) => join(folder, name));
    });
    const made = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return [`${path}.bak`, ...kept.sort((a, b) => made(b) - made(a))];
}

function statesOf(state: string): string {
    return join(state, ".pulumi", "stacks", "drivetrain");
}

/** What is read of a state's file; undefined where that cannot be read. */
function parseState(content: string | undefined): StateFile | undefined {
    try {
        const state = JSON.parse(content ?? "") as StateFile | null;
        return typeof state?.checkpoint === "object" ? state : undefined;
    } catch {
        return undefined;
    }
}
