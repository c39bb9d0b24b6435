import { variantName } from "../../../../contracts/names";
import { jsonata } from "../../../asl/jsonata";
import { hasLocalStorage } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import type { AlgorithmDefinition } from "../../../model/model";
import type { AlarmNames } from "../../alarms";

export interface EndpointRequestArgs {
    readonly definition: Pick<AlgorithmDefinition, "endpoint">;
    readonly endpointName: string;
    /** Where the endpoint captures data: an S3 location without a slash at its end, since SageMaker adds its own. */
    readonly captureLocation: string;
    /** Share of requests that the endpoint captures, in percent. */
    readonly capturePercentage: number;
    /** On everything that a deployment makes, so that its cost can be told. */
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** By the SDK integration: the optimized one knows no data capture. */
export function createEndpointConfiguration(args: EndpointRequestArgs): Json {
    const { endpoint } = args.definition;
    return {
        EndpointConfigName: "{% $configuration %}",
        ProductionVariants: [
            {
                VariantName: variantName,
                ModelName: "{% $modelName %}",
                InitialInstanceCount: endpoint.instanceCount,
                InstanceType: endpoint.instanceType,
                InitialVariantWeight: 1,
            },
        ],
        ...(hasLocalStorage(endpoint.instanceType) ? {} : { KmsKeyId: "{% $keyArn %}" }),
        DataCaptureConfig: {
            EnableCapture: args.capturePercentage > 0,
            InitialSamplingPercentage: args.capturePercentage,
            DestinationS3Uri: args.captureLocation,
            KmsKeyId: "{% $keyArn %}",
            CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
            // Payloads of other types are captured in base64, which nobody can read.
            CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
        },
        Tags: args.tags,
    };
}

export interface UpdateRequestArgs extends EndpointRequestArgs {
    /** Names of the alarms that roll the update back: without any SageMaker never does. */
    readonly rollbackAlarms: AlarmNames;
    /** Seconds that alarms watch each step before the next one. */
    readonly bakeSeconds: number;
    readonly endpointWait: { readonly timeoutSeconds: number; readonly pollSeconds: number };
}

/**
 * Blue/green: a second fleet comes up beside the first, meets traffic, and the first one goes when the second has stood
 * the bake. `$current` is what serves: `{ instances, configuration, instanceType }`.
 *
 * With scaling the fleet keeps the size that scaling has given it, as long as its instances are of the same type.
 */
export function updateEndpoint(args: UpdateRequestArgs): Json {
    const { endpoint } = args.definition;
    return {
        EndpointName: args.endpointName,
        EndpointConfigName: "{% $configuration %}",
        ...(endpoint.scaling === undefined ? {} : { RetainAllVariantProperties: `{% ${keepsSize(args)} %}` }),
        DeploymentConfig: {
            BlueGreenUpdatePolicy: {
                TrafficRoutingConfiguration: trafficRouting(args),
                TerminationWaitInSeconds: args.bakeSeconds,
                MaximumExecutionTimeoutInSeconds: longestUpdate(args),
            },
            AutoRollbackConfiguration: {
                Alarms: Object.values<string>({ ...args.rollbackAlarms }).map((AlarmName) => ({ AlarmName })),
            },
        },
    };
}

/** Whether the fleet keeps the size that scaling has given it, as a part of an expression. */
export function keepsSize({ definition: { endpoint } }: Pick<EndpointRequestArgs, "definition">): string {
    return endpoint.scaling === undefined ? "false" : `$current.instanceType = '${endpoint.instanceType}'`;
}

/**
 * A canary, of at most half of either fleet, where both versions read a vector alike: for a while clients that encode
 * for the one are answered by the other. Else all at once, watched by the same alarms.
 */
function trafficRouting(args: UpdateRequestArgs): string {
    const { canaryInstances = 1, instanceCount } = args.definition.endpoint;
    return jsonata(`(
        $fleet := $min([$current.instances, ${keepsSize(args)} ? $current.instances : ${instanceCount}]);
        $canary := $min([${canaryInstances}, $floor($fleet / 2)]);
        $compared := $champion = null ? false : $comparison.against = $champion.modelName;
        $canary >= 1 and $compared and $comparison.sameVector
            ? {
                'Type': 'CANARY',
                'CanarySize': {'Type': 'INSTANCE_COUNT', 'Value': $canary},
                'WaitIntervalInSeconds': ${args.bakeSeconds}
            }
            : {'Type': 'ALL_AT_ONCE', 'WaitIntervalInSeconds': ${args.bakeSeconds}}
    )`);
}

/** Seconds after which SageMaker gives up on an update and rolls it back: 600 to 28,800, both bakes included. */
export function longestUpdate({
    endpointWait,
    bakeSeconds,
}: Pick<UpdateRequestArgs, "endpointWait" | "bakeSeconds">): number {
    return Math.min(28_800, Math.max(600, endpointWait.timeoutSeconds + 2 * bakeSeconds));
}
