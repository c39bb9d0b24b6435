import { relative } from "node:path";
import { root } from "../../checkout";
import { placeOf, push as pushFile, type PushedObject } from "../../files/landing";
import type { Purpose } from "../../files/purpose";
import { step } from "../../terminal/progress";
import type { Lifecycle, LifecycleStep } from "../lifecycle";

/** Pushes the training data. */
export const push: LifecycleStep = {
    name: "push",
    run: async (lifecycle) => {
        lifecycle.pushed = await pushData(lifecycle, "training");
        return placeOf(lifecycle.pushed);
    },
};

/** Puts the lifecycle's file where data of that purpose lands. */
export function pushData({ data, outputs }: Lifecycle, purpose: Purpose): Promise<PushedObject> {
    return step({
        title: `push ${relative(root, data)} for ${purpose}`,
        run: () => pushFile(outputs, data, purpose),
        detail: placeOf,
    });
}
