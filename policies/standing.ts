import { join } from "node:path";
import { readExemptions } from "./engine/exemptions";
import type { Standing } from "./engine/findings";
import { readStages, stageOf } from "./engine/stages";

/**
 * How stacks stand today, by `stages.yaml` and `exemptions.yaml` of this folder.
 * @throws Error that tells what is wrong with a file, and where
 */
export function readStanding(folder: string = __dirname): (stack: string) => Standing {
    const stages = readStages(join(folder, "stages.yaml"));
    const exemptions = readExemptions(join(folder, "exemptions.yaml"));
    const today = new Date().toISOString().slice(0, 10);
    return (stack) => ({ stage: stageOf(stages, stack), exemptions, today });
}
