import { join } from "node:path";
import { readExemptions } from "./engine/exemptions";
import type { Standing } from "./engine/findings";
import { readStages, stageOf } from "./engine/stages";
import { rules } from "./rules";

/**
 * How stacks stand today, by `stages.yaml` and `exemptions.yaml` of this folder.
 * @throws Error that tells what is wrong with a file, and where
 */
export function readStanding(folder: string = __dirname): (stack: string) => Standing {
    const files = { stages: join(folder, "stages.yaml"), exemptions: join(folder, "exemptions.yaml") };
    const stages = readStages(files.stages);
    const exemptions = readExemptions(files.exemptions);
    refuse(
        files.stages,
        stages.flatMap(({ settings, remediation }, index) => [
            ...Object.entries(settings).flatMap(settingProblems(index)),
            ...(remediation?.rules ?? []).flatMap(remediationProblems(index)),
        ]),
    );
    refuse(
        files.exemptions,
        exemptions.flatMap(({ rule }, index) => nameProblem(`${index}.rule`, rule)),
    );
    const today = new Date().toISOString().slice(0, 10);
    return (stack) => ({ stage: stageOf(stages, stack), exemptions, today });
}

/** A name that nobody has would be read, and do nothing. */
function nameProblem(path: string, id: string): readonly string[] {
    return ruleOf(id) === undefined ? [`${path}: there is no rule ${id}; docs/RULES.md lists them`] : [];
}

const settingProblems =
    (index: number) =>
    ([id, settings]: readonly [string, object]): readonly string[] => {
        const path = `${index}.settings.${id}`;
        const rule = ruleOf(id);
        if (rule === undefined) return nameProblem(path, id);
        const known = Object.keys(rule.settings ?? {});
        const has = known.length === 0 ? "none" : known.join(", ");
        return Object.keys(settings)
            .filter((name) => !known.includes(name))
            .map((name) => `${path}.${name}: the rule has no such setting; it has ${has}`);
    };

const remediationProblems =
    (index: number) =>
    (id: string): readonly string[] => {
        const path = `${index}.remediation.rules`;
        const rule = ruleOf(id);
        if (rule === undefined) return nameProblem(path, id);
        const able = rules.flatMap((one) => (one.remediation === undefined ? [] : one.id));
        return able.includes(id) ? [] : [`${path}: ${id} sets nothing by itself; these do: ${able.join(", ")}`];
    };

const ruleOf = (id: string) => rules.find((rule) => rule.id === id);

function refuse(file: string, problems: readonly string[]): void {
    if (problems.length === 0) return;
    throw new Error([`${file} names what is not there:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
}
