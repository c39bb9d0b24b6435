import { explainFolder, type MergeRequest } from "../../../contracts/scoring";
import { jsonata, modelsOf, type Spelled } from "../../asl/jsonata";

/** The versions that score. */
export const whereFound = "{% [$states.result[modelPackageArn != null]] %}";

/** The algorithms of which no version serves. */
export const whereNotFound = "{% [$states.result[modelPackageArn = null].algorithm] %}";

/** Whether the file is to be explained: the input says so, or where the file landed. */
export function isToBeExplained(scoringPrefix: string): string {
    const folder = `${scoringPrefix}${explainFolder}`;
    return jsonata(`$states.input.explain = true
        or $substring($states.input.detail.object.key, 0, ${folder.length}) = '${folder}'`);
}

/** What the function that merges is asked. */
export function mergeRequest(explained: readonly string[]): Spelled<MergeRequest> {
    return {
        location: "{% $run.location %}",
        file: "{% $split($run.data, '/')[-1] %}",
        runId: "{% $run.id %}",
        models: jsonata(`[$models.{
            'algorithm': algorithm,
            'batchFormat': batchFormat,
            'modelPackageArn': modelPackageArn,
            'modelName': modelName,
            'rmse': rmse
        }]`),
        explained: `{% [$explain ? ${modelsOf(explained)}.algorithm] %}`,
        input: "{% 's3://' & $data.key %}",
        executionArn: "{% $states.context.Execution.Id %}",
        startedAt: "{% $states.context.Execution.StartTime %}",
        mergedByJob: "{% $mergedByJob %}",
    };
}

/** The output of a run that scored: what merging told, and by whom it was scored. */
export function scored(model: string): string {
    return jsonata(`$merge([$merged, {
        'verdict': 'scored',
        'model': '${model}',
        'models': $models,
        'degraded': $degraded
    }])`);
}
