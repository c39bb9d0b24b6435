import * as pulumi from "@pulumi/pulumi";
import type { Combine } from "../../functions/realtime/answer";
import { championParameters } from "../../functions/realtime/champions";
import { predictHandler } from "../../functions/realtime/predict";
import type { DatasetSpec } from "../../functions/shared/dataset";
import type { EncryptionKey } from "../access/keyUse";
import { arnOf, bucketArnOf, type Scope } from "../access/scope";
import { NodeFunction } from "../blocks/NodeFunction";
import type { PolicyStatement } from "../blocks/ServiceRole";
import { type RealtimeLimits, validateRealtime, withDefaults } from "./limits";
import { PredictionApi } from "./PredictionApi";

/** The part of a model's definition that real-time inference needs. A whole `ModelDefinition` fits. */
export type RealtimeModel = Pick<DatasetSpec, "name" | "identifier" | "target" | "columns"> & {
    /** How the algorithms' scores of a record become one result: `max`, `min`, `mean` or a function of its own. */
    readonly combine: Combine;
};

/** Where an algorithm's champion serves, and where runs write down what serves. Its TrainingPipeline is one. */
export interface ChampionSource {
    /** The endpoint's name, e.g. `used-cars-xgboost-dev`. */
    readonly endpointName: string;
    /**
     * The algorithm's path in Parameter Store, without a slash at its end: `/drivetrain/<stage>/<model>/<algorithm>`.
     */
    readonly parameterPrefix: string;
    /** Where runs leave their files in the artifact bucket, with a slash at its end, e.g. `runs/xgboost/`. */
    readonly runsPrefix: string;
}

export interface RealtimeInferenceArgs {
    readonly scope: Scope;
    readonly model: RealtimeModel;
    /** By algorithm, in the order in which an answer names them. */
    readonly champions: Readonly<Record<string, ChampionSource>>;
    /** The name of the bucket that holds the runs' `transform.json`. */
    readonly artifactBucket: string;
    /** The key that the artifact bucket is encrypted with; it encrypts the logs and the function's environment too. */
    readonly key: EncryptionKey;
    /** How much the API takes, how often and for how long. Each field has a default. */
    readonly limits?: RealtimeLimits;
    /**
     * Days that access logs and the function's logs are kept.
     * @default 30
     */
    readonly logRetentionDays?: number;
}

/**
 * One model's predictions behind an HTTPS API: `POST <url>` with records as JSON or CSV.
 *
 * API Gateway (signed by IAM, with an API key, throttled, logged) calls one Lambda, which checks the records against
 * the model's columns, encodes them with each champion's `transform.json`, asks all endpoints at once and combines
 * what they say. functions/realtime/predict.ts documents requests, answers and errors.
 */
export class RealtimeInference extends pulumi.ComponentResource {
    /** Where to POST records. */
    readonly url: pulumi.Output<string>;
    /** The id of the API key that a caller sends as `x-api-key`; its value is read from API Gateway. */
    readonly apiKeyId: pulumi.Output<string>;
    /** The name of the Lambda that answers. */
    readonly functionName: pulumi.Output<string>;
    /** The API's id, for alarms and web ACLs. */
    readonly restApiId: pulumi.Output<string>;

    constructor(name: string, args: RealtimeInferenceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:realtime:RealtimeInference", name, {}, opts);
        const problems = validateRealtime(args.model, Object.keys(args.champions), args.limits);
        if (problems.length > 0) {
            throw new pulumi.ResourceError(problems.join("\n"), this);
        }
        const limits = withDefaults(args.limits);
        const logRetentionDays = args.logRetentionDays ?? 30;
        const functionName = `${args.scope.prefix}-predict`;

        const predict = new NodeFunction(
            `${name}-predict`,
            {
                scope: args.scope,
                functionName,
                description: `Predicts ${args.model.target} for ${args.model.name}`,
                factory: predictHandler(captured(args)),
                environment: environment(args, limits),
                statements: statements(args),
                timeout: limits.timeoutSeconds,
                memory: limits.memoryMegabytes,
                key: args.key,
                logRetentionDays,
            },
            { parent: this },
        );
        const api = new PredictionApi(
            `${name}-api`,
            { scope: args.scope, functionName, model: args.model, limits, key: args.key, logRetentionDays },
            { parent: this, dependsOn: [predict] },
        );

        this.url = api.url;
        this.apiKeyId = api.apiKeyId;
        this.restApiId = api.restApiId;
        this.functionName = predict.function.name;
        this.registerOutputs({
            url: this.url,
            apiKeyId: this.apiKeyId,
            restApiId: this.restApiId,
            functionName: this.functionName,
        });
    }
}

/** What the handler's closure carries: the model alone. Names of the stage's resources come by environment. */
function captured(args: RealtimeInferenceArgs) {
    const { name, identifier, target, columns, combine } = args.model;
    return { model: name, identifier, target, columns, combine, algorithms: Object.keys(args.champions) };
}

function environment(args: RealtimeInferenceArgs, limits: Required<RealtimeLimits>): Record<string, string> {
    const prefixes = Object.entries(args.champions).map(([algorithm, champion]) => [
        algorithm,
        champion.parameterPrefix,
    ]);
    return {
        PARAMETER_PREFIXES: JSON.stringify(Object.fromEntries(prefixes)),
        MAX_REQUEST_BYTES: String(limits.maxRequestBytes),
        CACHE_SECONDS: String(limits.cacheSeconds),
        ENDPOINT_TIMEOUT_SECONDS: String(limits.endpointTimeoutSeconds),
    };
}

/** The least that predicting takes beside the key: read what serves and its transform, ask exactly these endpoints. */
function statements({ scope, champions, artifactBucket }: RealtimeInferenceArgs): PolicyStatement[] {
    const sources = Object.values(champions);
    const parametersOf = ({ parameterPrefix }: ChampionSource) =>
        championParameters.map((leaf) => arnOf(scope, "ssm", `parameter${parameterPrefix}/champion/${leaf}`));
    return [
        {
            Sid: "ReadChampions",
            Effect: "Allow",
            Action: ["ssm:GetParameters"],
            Resource: sources.flatMap(parametersOf),
        },
        {
            Sid: "ReadTransforms",
            Effect: "Allow",
            Action: ["s3:GetObject"],
            // The wildcard stands for the run, which gets its name only when it happens.
            Resource: sources.map(({ runsPrefix }) =>
                bucketArnOf(scope, artifactBucket, `${runsPrefix}*/transform/transform.json`),
            ),
        },
        {
            Sid: "AskEndpoints",
            Effect: "Allow",
            Action: ["sagemaker:InvokeEndpoint"],
            Resource: sources.map(({ endpointName }) => arnOf(scope, "sagemaker", `endpoint/${endpointName}`)),
        },
    ];
}
