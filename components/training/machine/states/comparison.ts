import { failed, failWith } from "../../../asl/failures";
import { jobVariables, syncJob } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { batchFormatOf } from "../../../asl/requests";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, states } from "../../../asl/states";
import { beatsMean, judged, undercuts } from "../../../asl/verdict";
import type { TrainingDefinitionArgs } from "../args";
import { predictTestRows } from "../requests/jobs";

/** Whether the new model passes its threshold and beats the champion on the same held-out rows. */
export function comparison<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const { threshold } = args.definition.gate;
    return part("Evaluate the contenders", {
        "Evaluate the contenders": {
            Type: "Map",
            Comment: "Batch transform of the new file's test rows, each contender with its own encoding",
            Items: contenders(args),
            MaxConcurrency: 2,
            ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...evaluation(args) },
            Catch: failed("Evaluate the contenders"),
            Next: "Compare with the champion",
        },
        "Compare with the champion": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: { FunctionName: args.compareModelsArn, Payload: question },
            Assign: {
                comparison: jsonata(`$merge([
                    $states.result.Payload,
                    {'against': $champion = null ? '' : $champion.modelName}
                ])`),
            },
            Retry: retryThrottling(...serviceErrors.lambda),
            Catch: failed("Compare with the champion"),
            Next: "RMSE threshold",
        },
        "RMSE threshold": {
            Type: "Choice",
            Choices: [{ Condition: `{% $value <= ${threshold} %}`, Next: "Better than the champion" }],
            Default: "Model accuracy too low",
        },
        "Better than the champion": {
            Type: "Choice",
            Comment: "The first model has the mean of the test rows for its rival",
            Choices: [
                {
                    Condition: jsonata(`$comparison.champion = null
                        ? ${beatsMean()}
                        : ${undercuts(args.definition.gate)}`),
                    Next: next,
                },
            ],
            Default: "Model accuracy too low",
        },
        "Model accuracy too low": {
            Type: "Pass",
            Comment: "The run ends well: its verdict is the result. Nothing that serves has changed",
            Assign: { verdict: judged(args, "rejected") },
            Next: "Store the verdict",
        },
    });
}

/** The job of one contender. Its variables have names of their own: in a Map they must differ from those outside. */
function evaluation(args: TrainingDefinitionArgs) {
    const variables = jobVariables("transform");
    return states({
        StartAt: "Name the contender",
        States: {
            "Name the contender": {
                Type: "Pass",
                Assign: { contender: "{% $states.input %}", [variables.tries]: 0 },
                Next: "Predict the test rows",
            },
            ...syncJob("Predict the test rows", "TransformJob", {
                arguments: predictTestRows(args),
                waiting: args,
                variables,
                next: "Contender evaluated",
                failed: "Contender failed",
            }),
            "Contender evaluated": { Type: "Pass", Output: "{% $contender.name %}", End: true },
            ...failWith("Contender failed", variables.failure),
        },
    });
}

/** What the jobs have to know; `digits` tell one contender's tries from the other's in their names. */
function contenders(args: TrainingDefinitionArgs): string {
    const challenger = `{
        'name': 'challenger', 'modelName': $modelName, 'format': '${batchFormatOf(args.definition)}',
        'digits': '0123456789'
    }`;
    const champion = `{
        'name': 'champion', 'modelName': $champion.modelName, 'format': $champion.format, 'digits': 'abcdefghij'
    }`;
    return jsonata(`$champion = null ? [${challenger}] : [${challenger}, ${champion}]`);
}

/** What functions/training/compareModels.ts is asked. */
const question = jsonata(`$merge([
    {
        'location': $run.location,
        'data': $data.keyHash & '/' & ($data.version = '' ? $data.sequencer : $data.version)
    },
    $champion = null
        ? {'contenders': ['challenger'], 'models': {'challenger': $modelName}}
        : {
            'contenders': ['challenger', 'champion'],
            'models': {'challenger': $modelName, 'champion': $champion.modelName},
            'championTransform': $champion.transform
        }
])`);
