import * as pulumi from "@pulumi/pulumi";
import { championParameter } from "../../contracts/parameters";
import { runFiles } from "../../contracts/places";
import { championParameters } from "../../functions/realtime/champions";
import { predictHandler } from "../../functions/realtime/predict";
import { useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, bucketArnOf } from "../access/scope";
import { Component } from "../blocks/Component";
import { NodeFunction } from "../blocks/NodeFunction";
import type { PipelineFoundation } from "../foundation/Foundation";
import { validateLocations } from "../model/locations";
import { columnsOf, locationsOf } from "../model/model";
import type { RealtimeLimits } from "../model/realtimeLimits";
import { whole } from "../validation/numbers";
import { within } from "../validation/problem";
import { requireValid } from "../validation/requireValid";
import type { ApiGatewayAccess } from "./ApiGatewayAccess";
import { validateRealtime, withDefaults } from "./limits";
import { PredictionApi } from "./PredictionApi";
import type { RealtimeModel } from "./realtimeModel";

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
    /** What the interface builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data; its columns are what records are checked against. */
    readonly model: RealtimeModel;
    /** By algorithm, in the order in which an answer names them. */
    readonly champions: Readonly<Record<string, ChampionSource>>;
    /**
     * The role by which the account's API Gateway writes access logs, where this program makes it.
     * @default the account has it already
     */
    readonly apiGatewayAccess?: ApiGatewayAccess;
    /** How much the API takes, how often and for how long. @default the model's own `realtime` */
    readonly limits?: RealtimeLimits;
    /**
     * Share of requests whose raw rows are kept in the capture bucket, in percent; 0 keeps none. It should be the share
     * that the endpoints capture.
     * @default 100
     */
    readonly capturePercentage?: number;
    /**
     * Days that access logs and the function's logs are kept.
     * @default 30
     */
    readonly logRetentionDays?: number;
}

/**
 * One model's predictions behind an HTTPS API: `POST <url>` with records as JSON or CSV.
 *
 * ```typescript
 * const xgboost = new TrainingPipeline("cars-xgboost", { foundation, model, algorithm: "xgboost" });
 * new RealtimeInference("cars-realtime", { foundation, model, champions: { xgboost } });
 * ```
 *
 * API Gateway (signed by IAM, with an API key, throttled, logged) calls one Lambda, which checks the records against
 * the model's columns, encodes them with each champion's `transform.json`, asks all endpoints at once and combines
 * what they say. functions/realtime/predict.ts documents requests, answers and errors.
 */
export class RealtimeInference extends Component {
    /** Where to POST records. */
    readonly url: pulumi.Output<string>;
    /** The id of the API key that a caller sends as `x-api-key`; its value is read from API Gateway. */
    readonly apiKeyId: pulumi.Output<string>;
    /** The name of the Lambda that answers. */
    readonly functionName: pulumi.Output<string>;
    /** The API's id, for alarms and web ACLs. */
    readonly restApiId: pulumi.Output<string>;

    constructor(name: string, args: RealtimeInferenceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:realtime:RealtimeInference", name, opts);
        const given = args.limits ?? args.model.realtime;
        const capturePercentage = args.capturePercentage ?? 100;
        requireValid(
            [
                ...validateRealtime(args.model, Object.keys(args.champions), given),
                ...within(["model"], validateLocations(args.model)),
                ...whole(["capturePercentage"], capturePercentage, 0, 100),
            ],
            this,
        );
        const limits = withDefaults(given);
        const { scope, key, ready } = args.foundation;
        const { model, apiGatewayAccess, logRetentionDays } = args;
        const functionName = `${scope.prefix}-predict`;
        const requests = capturePercentage === 0 ? undefined : keptRequests(args, capturePercentage);

        const predict = new NodeFunction(
            `${name}-predict`,
            {
                ...{ scope, key, functionName, logRetentionDays },
                description: `Answers requests for predictions by ${model.name}`,
                factory: predictHandler(captured(args)),
                environment: { ...environment(args, limits), ...(requests && keepingEnvironment(requests)) },
                statements: [...statements(args), ...(requests ? keepingStatements(args, requests) : [])],
                timeout: limits.timeoutSeconds,
                memory: limits.memoryMegabytes,
            },
            { parent: this, dependsOn: [...ready] },
        );
        const api = new PredictionApi(
            `${name}-api`,
            {
                ...{ scope, key, functionName, model, limits, logRetentionDays: logRetentionDays ?? 30 },
                answers: predict.function,
            },
            { parent: this, dependsOn: [predict, ...(apiGatewayAccess === undefined ? [] : [apiGatewayAccess])] },
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
    const { name, identifier, target, delimiter, combine } = args.model;
    const columns = columnsOf(args.model);
    const algorithms = Object.keys(args.champions);
    return { model: name, identifier, target, columns, ...(delimiter && { delimiter }), combine, algorithms };
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
function statements({ foundation, champions }: RealtimeInferenceArgs): PolicyStatement[] {
    const { scope, names } = foundation;
    const sources = Object.values(champions);
    const parametersOf = ({ parameterPrefix }: ChampionSource) =>
        championParameters.map((leaf) => arnOf(scope, "ssm", `parameter${championParameter(parameterPrefix, leaf)}`));
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
                bucketArnOf(scope, names.artifactBucket, `${runsPrefix}*/${runFiles.transform}`),
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

/** Where the raw rows of requests are kept, and of how many requests. */
interface KeptRequests {
    readonly bucket: string;
    readonly prefix: string;
    readonly percentage: number;
}

function keptRequests({ foundation, model }: RealtimeInferenceArgs, percentage: number): KeptRequests {
    return { bucket: foundation.names.captureBucket, prefix: locationsOf(model).requests, percentage };
}

function keepingEnvironment({ bucket, prefix, percentage }: KeptRequests): Record<string, string> {
    return { CAPTURE_BUCKET: bucket, REQUESTS_PREFIX: prefix, CAPTURE_PERCENTAGE: String(percentage) };
}

/** The function writes what it was asked, and can read none of it. */
function keepingStatements({ foundation }: RealtimeInferenceArgs, { bucket, prefix }: KeptRequests): PolicyStatement[] {
    const { scope, key } = foundation;
    return [
        {
            Sid: "KeepRequests",
            Effect: "Allow",
            Action: ["s3:PutObject"],
            Resource: [bucketArnOf(scope, bucket, `${prefix}*`)],
        },
        useKey(scope, key, ["kms:GenerateDataKey"]),
    ];
}
