import type { LifecycleStep } from "../lifecycle";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { insights } from "./insights";
import { monitorCalm, monitorDrifted, monitorTruth } from "./monitor";
import { notify } from "./notify";
import { predict } from "./predict";
import { deployNext, destroyBoth, promote } from "./promotion";
import { push } from "./push";
import { report } from "./report";
import { score } from "./score";
import { train } from "./train";

/** Steps in order, and the one that ends them where the stage is not kept. */
export interface Course {
    readonly steps: readonly LifecycleStep[];
    readonly end: LifecycleStep;
}

/** The lifecycle from nothing to a model that serves, is watched, and is told of. */
export const lifecycle: Course = {
    steps: [
        ...[deploy, push, train, predict, score],
        ...[monitorCalm, monitorDrifted, monitorTruth],
        insights,
        ...[notify, report],
    ],
    end: destroy,
};

/** From nothing to a model that serves in another account than the one that it was trained in. */
export const promotion: Course = {
    steps: [deploy, deployNext, push, train, promote, predict, notify],
    end: destroyBoth,
};
