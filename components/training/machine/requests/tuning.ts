import { tryName } from "../../../asl/jobStates";
import type { Json } from "../../../asl/states";
import type { Tuning, TuningRange } from "../../../model/model";
import type { TrainingRequestArgs } from "./common";
import { hyperparameterTexts, trainingOf } from "./jobs";

/**
 * A search for the hyperparameters that minimize the gate's metric.
 *
 * The name has 32 characters at most, so it is made of a digest of the endpoint's name and the end of the run's id. The
 * names of its training jobs begin with it.
 */
export function createTuningJob(args: TrainingRequestArgs & { readonly tuningPrefix: string }, tuning: Tuning): Json {
    const { hyperparameters, gate } = args.definition;
    const fixed = Object.entries(hyperparameters).filter(([name]) => !(name in tuning.ranges));
    return {
        HyperParameterTuningJobName: tryName(`'${args.tuningPrefix}-' & $substring($run.id, 16)`),
        HyperParameterTuningJobConfig: {
            Strategy: tuning.strategy ?? "Bayesian",
            HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: gate.metric },
            ResourceLimits: {
                MaxNumberOfTrainingJobs: tuning.maxJobs,
                MaxParallelTrainingJobs: tuning.maxParallelJobs,
            },
            ParameterRanges: parameterRanges(tuning),
            RandomSeed: tuning.seed ?? 0,
        },
        TrainingJobDefinition: {
            StaticHyperParameters: hyperparameterTexts(Object.fromEntries(fixed)),
            ...trainingOf(args),
        },
        Tags: args.tags,
    };
}

function parameterRanges({ ranges }: Tuning): Json {
    const of = (type: TuningRange["type"]) => Object.entries(ranges).filter(([, range]) => range.type === type);
    const numbers = (type: "integer" | "continuous") =>
        of(type).map(([Name, range]) =>
            range.type === "categorical"
                ? { Name }
                : {
                      Name,
                      MinValue: String(range.min),
                      MaxValue: String(range.max),
                      ScalingType: range.scale ?? "Auto",
                  },
        );
    return {
        IntegerParameterRanges: numbers("integer"),
        ContinuousParameterRanges: numbers("continuous"),
        CategoricalParameterRanges: of("categorical").map(([Name, range]) => ({
            Name,
            Values: range.type === "categorical" ? range.values : [],
        })),
    };
}
