import type { Stage } from "./stage";

const answersWithinMs = 60_000;

/**
 * The ids with which resources of a stack were created, by URN, also those that no engine has learnt. Waits for what the
 * stage is still doing to the stack.
 */
export function findCreated(stage: Stage, stack: string): Promise<Record<string, string>> {
    // Loaded when it is asked for: gRPC takes longer to load than most commands to run.
    const { askForCreated } = module.require("./provider/created") as typeof import("./provider/created");
    return askForCreated(stage.providers.aws, stack, answersWithinMs);
}
