import type { LifecycleStep } from "../lifecycle";
import { deploy } from "./deploy";
import { insights } from "./insights";
import { monitorCalm, monitorDrifted, monitorTruth } from "./monitor";
import { notify } from "./notify";
import { predict } from "./predict";
import { push } from "./push";
import { report } from "./report";
import { score } from "./score";
import { train } from "./train";

export { destroy } from "./destroy";

/** The lifecycle from nothing to a model that serves, in order; `destroy` ends it where the stage is not kept. */
export const steps: readonly LifecycleStep[] = [
    ...[deploy, push, train, predict, score],
    ...[monitorCalm, monitorDrifted, monitorTruth],
    insights,
    ...[notify, report],
];
