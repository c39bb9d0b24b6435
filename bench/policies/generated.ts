import { inRoot } from "../../cli/checkout";
import { govern, type Judge } from "../../cli/govern/govern";
import { judgeProgram } from "../../cli/govern/judged";
import { readStackConfig } from "../../cli/govern/stackConfig";
import { models } from "../../infra/models";
import { deployStack } from "../../infra/program";
import type { Models } from "../../infra/stacks";
import { rules } from "../../policies/rules";
import type { Usage } from "../frame/measure";

export const stages = ["local", "dev", "prod"] as const;

/**
 * Governs the stacks of models at every stage in this process, as `govern` does those that have files.
 * @param count how many models, made of the first one, so that each has what a real one has
 */
async function governGenerated(count: number): Promise<Usage> {
    const known = Array.from({ length: count }, (_, index) => ({
        ...models[0],
        name: `model-${String(index + 1).padStart(3, "0")}`,
    })) as unknown as Models;
    const judge: Judge = async (stack, standing) => {
        const [stage = "", ...model] = stack.split("-");
        const text = JSON.stringify(readStackConfig(stage, inRoot())).replaceAll(models[0].name, model.join("-"));
        const config = JSON.parse(text) as Record<string, string>;
        const program = () => deployStack(stack, config, known);
        return judgeProgram({ project: "drivetrain", stack, config, program }, rules, standing);
    };
    const stacks = known.flatMap(({ name }) => stages.map((stage) => `${stage}-${name}`));
    const { stacks: judged } = await govern(stacks, () => undefined, judge);
    const poor = judged.filter(({ resources }) => resources < 100).map(({ stack }) => stack);
    if (poor.length > 0) throw new Error(`There is hardly anything in ${poor.join(", ")}.`);
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1e6, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 };
}

if (require.main === module) {
    void governGenerated(Number(process.argv[2])).then((usage) => process.stdout.write(JSON.stringify(usage)));
}
