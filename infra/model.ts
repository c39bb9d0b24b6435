import { Foundation } from "../components/foundation/Foundation";
import { foundationNames } from "../components/foundation/names";
import { RealtimeInference } from "../components/realtime/RealtimeInference";
import { type ModelDefinition, locationsOf } from "../components/shared/model";
import { type Scope, arnOf } from "../components/shared/scope";
import { PreprocessingCode } from "../components/training/PreprocessingCode";
import type { JobNetwork } from "../components/training/JobRoles";
import { TrainingPipeline } from "../components/training/TrainingPipeline";
import type { Settings } from "./settings";

/** One model at one stage: its foundation, a training pipeline for each algorithm, and its real-time interface. */
export function deployModel(settings: Settings, model: ModelDefinition, scope: Scope, network?: JobNetwork) {
    const { logRetentionDays } = settings;
    const names = foundationNames(scope);
    const foundation = new Foundation(model.name, { ...settings, scope });
    const { key } = foundation;

    const code = new PreprocessingCode(`${model.name}-code`, { model, artifactBucket: foundation.artifactBucket });
    const pipelines = Object.fromEntries(
        Object.keys(model.algorithms).map((algorithm) => [
            algorithm,
            new TrainingPipeline(
                `${model.name}-${algorithm}`,
                {
                    ...{ scope, model, algorithm, key, network, logRetentionDays },
                    ...{ landingBucket: names.landingBucket },
                    ...{ artifactBucket: names.artifactBucket, codePrefix: code.prefix },
                    ...{ captureBucket: names.captureBucket, capturePercentage: settings.capturePercentage },
                    topicArn: arnOf(scope, "sns", names.topic),
                    endpointWait: {
                        timeoutSeconds: settings.endpointTimeoutSeconds,
                        pollSeconds: settings.endpointPollSeconds,
                    },
                    timeoutSeconds: settings.runTimeoutSeconds,
                },
                { dependsOn: [foundation, code] },
            ),
        ]),
    );
    const realtime = new RealtimeInference(`${model.name}-realtime`, {
        ...{ scope, model, key, logRetentionDays },
        artifactBucket: names.artifactBucket,
        champions: pipelines,
        limits: model.realtime,
    });

    return {
        model: model.name,
        stage: scope.stage,
        landingBucket: foundation.landingBucket,
        artifactBucket: foundation.artifactBucket,
        captureBucket: foundation.captureBucket,
        topicArn: foundation.topicArn,
        trainingPrefix: locationsOf(model).landing,
        pipelines: Object.fromEntries(
            Object.entries(pipelines).map(([algorithm, { stateMachineArn, endpointName, parameterPrefix }]) => [
                algorithm,
                { stateMachineArn, endpointName, parameterPrefix },
            ]),
        ),
        realtime: { url: realtime.url, apiKeyId: realtime.apiKeyId, functionName: realtime.functionName },
        combine: typeof model.combine === "function" ? "function" : model.combine,
    };
}
