import jsonata from "jsonata";
import { beatsMean, judged } from "../../components/asl/verdict";
import type { AlgorithmDefinition } from "../../components/model/model";
import type { GateMetric, Judgement } from "../../contracts/verdict";
import type { Comparison } from "../../functions/training/compareModels";

/** What the gate says of a model that has no champion to beat. */
export interface TriedVerdict {
    readonly passes: boolean;
    /** A sentence. */
    readonly reason: string;
}

/** Judges as a training run does: by the expressions of its state machine (components/training/machine). */
export async function verdictOn(
    { algorithm, model, definition }: { algorithm: string; model: string; definition: AlgorithmDefinition },
    { value, threshold }: GateMetric,
    comparison: Comparison,
): Promise<TriedVerdict> {
    const known = { value, comparison, champion: null };
    const passes = value <= threshold && ((await jsonata(beatsMean()).evaluate({}, known)) as boolean);
    const verdict: Judgement = passes ? "promoted" : "rejected";
    const { reason } = judged({ algorithm, model, definition, endpointName: "" }, verdict) as { reason: string };
    return { passes, reason: (await jsonata(reason.slice(2, -2)).evaluate({}, known)) as string };
}
