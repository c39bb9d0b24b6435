import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "../../checkout";
import { judgeByEngine } from "../../govern/byEngine";
import { govern as governStacks, type Governance, isRefused } from "../../govern/govern";
import { governanceJunit } from "../../govern/junit";
import { governanceMarkdown } from "../../govern/markdown";
import { governanceSarif } from "../../govern/sarif";
import { governanceTable } from "../../govern/table";
import { stacksIn } from "../../stacks/stackFile";
import { answer } from "../../terminal/answer";
import { CommandError, Exit, UsageError } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";

export interface GovernOptions {
    readonly json?: boolean;
    readonly stacks?: readonly string[];
    readonly engine?: boolean;
    readonly markdown?: string;
    readonly sarif?: string;
    readonly junit?: string;
}

/** Judges stacks by all rules; the exit code tells whether something would stop a deployment. */
export async function govern(options: GovernOptions): Promise<number> {
    const stacks = chosen(options.stacks);
    const governance = await step({
        title: "judge",
        run: (report) => governStacks(stacks, report, options.engine ? judgeByEngine : undefined),
        detail: ({ rules, stacks }) => `${count(rules.length, "rule")}, ${count(stacks.length, "stack")}`,
        isFailure: isRefused,
    });
    write(options.markdown, () => `${governanceMarkdown(governance)}\n`);
    write(options.sarif, () => `${JSON.stringify(governanceSarif(governance), null, 2)}\n`);
    write(options.junit, () => governanceJunit(governance));
    answer(options.json, jsonOf(governance), () => governanceTable(governance));
    return isRefused(governance) ? Exit.failed : Exit.ok;
}

function chosen(names: readonly string[] | undefined): readonly string[] {
    const known = stacksIn(root);
    const unknown = (names ?? []).filter((name) => !known.includes(name));
    if (unknown.length > 0) {
        throw new UsageError(
            `There is no stack ${unknown.map((name) => `"${name}"`).join(" and ")}. Stacks here: ${known.join(", ")}.`,
        );
    }
    return names ?? known;
}

function write(file: string | undefined, content: () => string): void {
    if (file === undefined) return;
    try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content());
    } catch (error) {
        throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`);
    }
}

function jsonOf(governance: Governance): object {
    const { rules, stacks, findings, faults, exemptions, unused } = governance;
    return {
        ok: !isRefused(governance),
        rules: rules.map(({ id }) => id),
        stacks: stacks.map(({ stack, resources }) => ({ stack, resources })),
        ...{ findings, faults: faults.map(({ problem }) => problem), exemptions, unused },
        remediations: stacks.flatMap(({ remedied = [] }) => remedied),
    };
}
