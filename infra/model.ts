import { arnOf, type Scope } from "../components/access/scope";
import type { JobNetwork } from "../components/asl/requests";
import { Foundation } from "../components/foundation/Foundation";
import { foundationNames } from "../components/foundation/names";
import { locationsOf, type ModelDefinition } from "../components/model/model";
import { RealtimeInference } from "../components/realtime/RealtimeInference";
import { BatchScoringPipeline } from "../components/scoring/BatchScoringPipeline";
import { PreprocessingCode } from "../components/training/PreprocessingCode";
import { TrainingPipeline } from "../components/training/TrainingPipeline";
import type { Settings } from "./config/settings";

/** What a model's stack takes from outside its configuration. */
export interface Surroundings {
    /** The code's Git commit. */
    readonly commit: string;
    /** Where jobs and models run. @default SageMaker's own network */
    readonly network?: JobNetwork;
}

/**
 * One model at one stage: its foundation, a training pipeline for each algorithm, batch scoring, and its real-time
 * interface.
 */
export function deployModel(
    settings: Settings,
    model: ModelDefinition,
    scope: Scope,
    { commit, network }: Surroundings,
) {
    const names = foundationNames(scope);
    const foundation = new Foundation(model.name, { ...settings, scope });
    const code = new PreprocessingCode(`${model.name}-code`, { model, artifactBucket: foundation.artifactBucket });
    const { landingBucket, artifactBucket, captureBucket, ledgerTable } = names;
    const { logRetentionDays, capacityRetrySeconds, bakeSeconds, capturePercentage, forceDestroy } = settings;
    const common = {
        ...{ scope, model, network, logRetentionDays, capacityRetrySeconds },
        ...{ landingBucket, artifactBucket, ledgerTable },
        key: foundation.key,
        codePrefix: code.prefix,
        topicArn: arnOf(scope, "sns", names.topic),
        timeoutSeconds: settings.runTimeoutSeconds,
    };
    const after = { dependsOn: [foundation, code] };

    const pipelines = Object.fromEntries(
        Object.keys(model.algorithms).map((algorithm) => [
            algorithm,
            new TrainingPipeline(
                `${model.name}-${algorithm}`,
                {
                    ...common,
                    ...{ algorithm, captureBucket, capturePercentage, bakeSeconds, commit, forceDestroy },
                    endpointWait: {
                        timeoutSeconds: settings.endpointTimeoutSeconds,
                        pollSeconds: settings.endpointPollSeconds,
                    },
                },
                after,
            ),
        ]),
    );
    const scoring = new BatchScoringPipeline(
        `${model.name}-scoring`,
        { ...common, champions: pipelines, pollSeconds: settings.endpointPollSeconds },
        after,
    );
    const realtime = new RealtimeInference(`${model.name}-realtime`, {
        ...{ scope, model, artifactBucket, logRetentionDays },
        key: foundation.key,
        champions: pipelines,
        limits: model.realtime,
    });

    return {
        model: model.name,
        stage: scope.stage,
        landingBucket: foundation.landingBucket,
        artifactBucket: foundation.artifactBucket,
        captureBucket: foundation.captureBucket,
        ledgerTable: foundation.ledgerTable,
        topicArn: foundation.topicArn,
        trainingPrefix: locationsOf(model).landing,
        // The engine sorts the keys of an object, and results have the algorithms' columns in this order.
        algorithms: Object.keys(model.algorithms),
        pipelines: Object.fromEntries(
            Object.entries(pipelines).map(
                ([algorithm, { stateMachineArn, endpointName, modelPackageGroupName, parameterPrefix }]) => [
                    algorithm,
                    {
                        ...{ stateMachineArn, endpointName, modelPackageGroupName, parameterPrefix },
                        approval: model.algorithms[algorithm]?.approval ?? "automatic",
                    },
                ],
            ),
        ),
        scoring: {
            stateMachineArn: scoring.stateMachineArn,
            prefix: scoring.scoringPrefix,
            scores: scoring.scoresLocation,
            jobPrefix: scoring.jobPrefix,
        },
        realtime: { url: realtime.url, apiKeyId: realtime.apiKeyId, functionName: realtime.functionName },
        combine: typeof model.combine === "function" ? "function" : model.combine,
    };
}
