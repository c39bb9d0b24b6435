import type {
    CreateHyperParameterTuningJobCommandInput,
    CreateTrainingJobCommandInput,
    HyperParameterTrainingJobDefinition,
    ParameterRanges,
} from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { refuseMembers, requireMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { joinKey } from "../core/storage";
import { checkTrainingRequest } from "../jobs/trainingRequest";
import type { Drawn } from "./draws";
import { findTunable } from "./tunable";

const operation = "CreateHyperParameterTuningJob";
/** The static hyperparameter by which an algorithm learns what it is judged by. */
export const objectiveHyperparameter = "_tuning_objective_metric";

const kinds = ["Integer", "Continuous", "Categorical"] as const;

/** Refuses what SageMaker refuses beyond its service model, and by name what the local stage does not do. */
export function checkTuningRequest(input: CreateHyperParameterTuningJobCommandInput): void {
    refuseMembers(operation, input, [
        "HyperParameterTuningJobName",
        "HyperParameterTuningJobConfig",
        "TrainingJobDefinition",
        "Tags",
    ]);
    requireMembers(input, ["TrainingJobDefinition"]);
    const config = input.HyperParameterTuningJobConfig!;
    const definition = input.TrainingJobDefinition!;
    requireMembers(config, ["HyperParameterTuningJobObjective", "ParameterRanges"], "hyperParameterTuningJobConfig.");
    checkStrategy(input);
    refuseMembers(operation, definition, definitionMembers);
    checkTrainingRequest(trainingRequest(input, `${input.HyperParameterTuningJobName}-000-00000000`, {}));
    checkObjective(input);
    checkRanges(config.ParameterRanges!, definition);
}

/** Members of a definition that go into its training jobs as they are. */
const passedOn = [
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "VpcConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
    "EnableNetworkIsolation",
    "EnableInterContainerTrafficEncryption",
    "EnableManagedSpotTraining",
    "RetryStrategy",
    "Environment",
] as const;
const definitionMembers = [...passedOn, "StaticHyperParameters", "CheckpointConfig"];

/**
 * The request of one of a tuning job's training jobs. It has the tuning job's tags, and checkpoints of its own under
 * the definition's prefix.
 */
export function trainingRequest(
    { TrainingJobDefinition, HyperParameterTuningJobConfig, Tags }: CreateHyperParameterTuningJobCommandInput,
    name: string,
    drawn: Drawn,
): CreateTrainingJobCommandInput {
    const definition = TrainingJobDefinition!;
    const { CheckpointConfig: checkpoints } = definition;
    const given = passedOn.filter((member) => definition[member] !== undefined);
    const kept = Object.fromEntries(given.map((member) => [member, definition[member]]));
    return {
        ...(kept as unknown as CreateTrainingJobCommandInput),
        TrainingJobName: name,
        HyperParameters: {
            ...definition.StaticHyperParameters,
            [objectiveHyperparameter]: HyperParameterTuningJobConfig!.HyperParameterTuningJobObjective!.MetricName!,
            ...drawn,
        },
        CheckpointConfig: checkpoints && { ...checkpoints, S3Uri: joinKey(checkpoints.S3Uri!, name) },
        Tags,
    };
}

function checkStrategy({ HyperParameterTuningJobConfig: config }: CreateHyperParameterTuningJobCommandInput): void {
    const { Strategy, ResourceLimits: limits } = config!;
    if (Strategy !== "Bayesian" && Strategy !== "Random") {
        throw unsupported(`the tuning strategy ${Strategy}`, "Use Bayesian or Random.");
    }
    refuseMembers(operation, config!, [
        "Strategy",
        "HyperParameterTuningJobObjective",
        "ResourceLimits",
        "ParameterRanges",
        "RandomSeed",
        ...(config!.TrainingJobEarlyStoppingType === "Off" ? ["TrainingJobEarlyStoppingType"] : []),
    ]);
    refuseMembers(operation, limits!, ["MaxNumberOfTrainingJobs", "MaxParallelTrainingJobs"]);
    requireMembers(limits!, ["MaxNumberOfTrainingJobs"], "hyperParameterTuningJobConfig.resourceLimits.");
}

/** The metric must be one that the algorithm emits: one of SageMaker's own by its table, else one that is defined. */
function checkObjective(input: CreateHyperParameterTuningJobCommandInput): void {
    const { MetricName, Type } = input.HyperParameterTuningJobConfig!.HyperParameterTuningJobObjective!;
    const { TrainingImage: image, MetricDefinitions } = input.TrainingJobDefinition!.AlgorithmSpecification!;
    if (!findImage(image!, "training").builtIn) {
        if (!MetricDefinitions?.some(({ Name }) => Name === MetricName)) {
            throw invalid(
                "A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric " +
                    "definitions.",
            );
        }
        return;
    }
    const direction = findTunable(image!)?.metrics[MetricName!];
    if (!direction) {
        throw invalid(
            `The objective metric for the hyperparameter tuning job, [${MetricName}], isn't valid for the [${image}] ` +
                "algorithm. Choose a valid objective metric.",
        );
    }
    if (direction !== Type) {
        throw invalid(
            `The objective type, [${Type}], that you specified for objective metric, [${MetricName}], isn't valid for ` +
                `the [${image}] algorithm. Choose a valid objective type.`,
        );
    }
}

function checkRanges(ranges: ParameterRanges, definition: HyperParameterTrainingJobDefinition): void {
    refuseMembers(
        operation,
        ranges,
        kinds.map((kind) => `${kind}ParameterRanges`),
    );
    const named = kinds.flatMap((kind) => (ranges[`${kind}ParameterRanges`] ?? []).map((range) => ({ kind, range })));
    if (named.length === 0) {
        throw invalid("A hyperparameter tuning job needs at least one hyperparameter range.");
    }
    const names = [...named.map(({ range }) => range.Name!), ...Object.keys(definition.StaticHyperParameters ?? {})];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) {
        throw invalid(`The hyperparameter [${twice}] is given more than once, in ranges or as a static one.`);
    }
    const image = definition.AlgorithmSpecification!.TrainingImage!;
    const tunable = findImage(image, "training").builtIn ? findTunable(image) : undefined;
    for (const { kind, range } of named) {
        const wanted = tunable ? tunable.hyperparameters[range.Name!] : kind;
        if (wanted !== kind) {
            throw invalid(
                `The hyperparameter [${range.Name}] isn't tunable by ${kind}ParameterRanges for the [${image}] ` +
                    `algorithm. ${wanted ? `Use ${wanted}ParameterRanges.` : "Make it a static hyperparameter."}`,
            );
        }
    }
    (ranges.ContinuousParameterRanges ?? []).forEach((range) => checkNumbers(range, Number.isFinite));
    (ranges.IntegerParameterRanges ?? []).forEach((range) => checkNumbers(range, Number.isInteger));
}

function checkNumbers(
    { Name, MinValue, MaxValue, ScalingType }: NonNullable<ParameterRanges["ContinuousParameterRanges"]>[number],
    isNumber: (value: number) => boolean,
): void {
    const [low, high] = [Number(MinValue), Number(MaxValue)];
    if (!isNumber(low) || !isNumber(high) || low >= high) {
        throw invalid(
            `The range [${MinValue}, ${MaxValue}] of hyperparameter [${Name}] isn't one of ascending numbers.`,
        );
    }
    if (ScalingType === "Logarithmic" && low <= 0) {
        throw invalid(
            `Logarithmic scaling of hyperparameter [${Name}] works only for ranges that have only values above 0.`,
        );
    }
    if (ScalingType === "ReverseLogarithmic" && (low < 0 || high >= 1)) {
        throw invalid(`ReverseLogarithmic scaling of hyperparameter [${Name}] works only for ranges within [0, 1).`);
    }
}
