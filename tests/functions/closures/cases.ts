import type { Cases } from "./case";
import { deploymentCases } from "./deploymentCases";
import { logCases } from "./logCases";
import { monitoringCases } from "./monitoringCases";
import { promotionCases } from "./promotionCases";
import { realtimeCases } from "./realtimeCases";
import { scoringCases } from "./scoringCases";
import { trainingCases } from "./trainingCases";

/** What every handler is asked in a process of its own, by the handler's file under functions/. */
export const cases: Cases = {
    ...deploymentCases,
    ...logCases,
    ...monitoringCases,
    ...promotionCases,
    ...realtimeCases,
    ...scoringCases,
    ...trainingCases,
};

/** The handler's file of a function of the program; undefined where no case, or cases of several, are of its name. */
export function handlerOf(functionName: string): string | undefined {
    const files = Object.entries(cases).flatMap(([file, all]) =>
        all.some((one) => one.functions.test(functionName)) ? [file] : [],
    );
    return files.length === 1 ? files[0] : undefined;
}
