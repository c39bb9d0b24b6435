import { calls, good, keyArn, made, told } from "../engine/examples";
import { field, ifThere, ownKey } from "../engine/fields";
import { judgeJobs } from "../engine/jobs";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

const remedy = "name the KMS key that results are encrypted with";
const at = "definition.States.Call";
const quality = (dataQualityJobOutputConfig: object, dependsOn?: { dataQualityJobOutputConfig: string[] }) =>
    made(
        "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition",
        "drift",
        { dataQualityJobOutputConfig },
        dependsOn,
    );

export const encryptJobOutputs: Rule = {
    id: "sagemaker/encryptJobOutputs",
    group: "encryption",
    description: "Every job and asynchronous endpoint encrypts what it writes with a key of ours.",
    cause:
        "The output of a job (training, tuning, processing, transform, AutoML, compilation, labeling), of a monitor or of " +
        "an asynchronous endpoint names no KMS key, or one that AWS manages.",
    explanation:
        "Models, predictions and reports tell of the data that they were made from. Without a key in the request the " +
        "bucket's own default decides, and that may change.",
    remedy: "Set kmsKeyId of the output.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/key-management.html",
    severity: "high",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_367"],
    scope: "resource",
    judge: judgeAll(
        judgeJobs(({ outputKey }) => (outputKey === undefined ? undefined : field(outputKey, ownKey(remedy)))),
        judgeBoth(
            endpointConfigurationType,
            ["sagemaker", "createEndpointConfig"],
            field("asyncInferenceConfig", ifThere(field("outputConfig.kmsKeyId", ownKey(remedy)))),
        ),
    ),
    examples: {
        good: [
            good(
                "a training job with a key",
                calls("sagemaker:createTrainingJob.sync", { OutputDataConfig: { KmsKeyId: keyArn } }),
            ),
            good(
                "a monitor whose key is of the same stack",
                made("aws:kms/key:Key", "key", {}),
                quality({ kmsKeyId: unknownText }, { dataQualityJobOutputConfig: ["key"] }),
            ),
        ],
        bad: [
            told(
                "a processing job without",
                `${at}.ProcessingOutputConfig.KmsKeyId: no key is named; ${remedy}.`,
                calls("sagemaker:createProcessingJob.sync", { ProcessingOutputConfig: { Outputs: [] } }),
            ),
            told(
                "a transform job with the key that AWS manages",
                `${at}.TransformOutput.KmsKeyId: alias/aws/s3 is managed by AWS; ${remedy}.`,
                calls("aws-sdk:sagemaker:createTransformJob", { TransformOutput: { KmsKeyId: "alias/aws/s3" } }),
            ),
            told(
                "an asynchronous endpoint",
                `asyncInferenceConfig.outputConfig.kmsKeyId: no key is named; ${remedy}.`,
                made(endpointConfigurationType, "cars", {
                    asyncInferenceConfig: { outputConfig: { s3OutputPath: "s3://answers/cars" } },
                }),
            ),
            told(
                "an AutoML job",
                `${at}.OutputDataConfig.KmsKeyId: no key is named; ${remedy}.`,
                calls("aws-sdk:sagemaker:createAutoMLJobV2", { OutputDataConfig: { S3OutputPath: "s3://models" } }),
            ),
            told("a monitor", `dataQualityJobOutputConfig.kmsKeyId: no key is named; ${remedy}.`, quality({})),
            told(
                "a monitor that a state machine makes",
                `${at}.ModelBiasJobOutputConfig.KmsKeyId: no key is named; ${remedy}.`,
                calls("aws-sdk:sagemaker:createModelBiasJobDefinition", { JobDefinitionName: "bias" }),
            ),
        ],
        unknown: [
            told(
                "a key that only the running state machine knows",
                `${at}.OutputDataConfig.KmsKeyId: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createTrainingJob.sync", { OutputDataConfig: "{% $output %}" }),
            ),
            told(
                "a key that is not known, nor that it is one of the stack's",
                "dataQualityJobOutputConfig.kmsKeyId: undetermined: it is not known before the deployment.",
                quality({ kmsKeyId: unknownText }),
            ),
        ],
    },
};
