import { takeDown } from "../../teardown/takeDown";
import type { LifecycleStep } from "../lifecycle";

/** Takes the stack down, and the stage with it. */
export const destroy: LifecycleStep = {
    name: "destroy",
    run: async ({ stack }) => (await takeDown(stack, async () => {})).join(", "),
};
