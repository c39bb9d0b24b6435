import { calls, good, keyArn, made, told } from "../engine/examples";
import { type Check, isMissing, type Place, valueOf } from "../engine/fields";
import { diskKey } from "../engine/jobs";
import { listOf, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

/** What the variants are served by; one without a server (`serverlessConfig`) has no disk. */
function variantTypes(value: unknown, place: Place): readonly unknown[] {
    const lists = ["productionVariants", "shadowProductionVariants"].map((name) => valueOf(name, value, place));
    return lists
        .flatMap(listOf)
        .filter((variant) => variant === UNKNOWN || isMissing(valueOf("serverlessConfig", variant, place)))
        .map((variant) => valueOf("instanceType", variant, place) ?? "");
}

/** The resource has the key as `kmsKeyArn`, the request as `KmsKeyId`. */
const encrypted: Check = (value, place) => {
    const variants = listOf(valueOf("productionVariants", value, place));
    if (variants.length > 0 && variantTypes(value, place).length === 0) return [];
    return diskKey(place.call === undefined ? "kmsKeyArn" : "kmsKeyId", variantTypes)(value, place);
};

const variant = { variantName: "AllTraffic", modelName: "cars", instanceType: "ml.m5.large", initialInstanceCount: 1 };
const configuration = (props: object, dependsOn?: { kmsKeyArn: string[] }) =>
    made(endpointConfigurationType, "cars", { productionVariants: [variant], ...props }, dependsOn);
const call = (InstanceType: string, more: object = {}) =>
    calls("aws-sdk:sagemaker:createEndpointConfig", { ProductionVariants: [{ InstanceType }], ...more });
const missing = "no key is named; name a KMS key of this account.";

export const encryptEndpointVolumes: Rule = {
    id: "sagemaker/encryptEndpointVolumes",
    group: "encryption",
    description: "Every endpoint encrypts the disks of its machines with a key of ours.",
    cause:
        "An endpoint configuration names no kmsKeyArn (KmsKeyId in a request), though none of its machines has encrypted " +
        "disks of its own.",
    explanation:
        "An endpoint keeps the model, and captures on their way, on the disks of its machines. Machines with NVMe disks " +
        "encrypt by their hardware; SageMaker refuses a key for them. Serverless variants have no disks.",
    remedy: "Set kmsKeyArn (KmsKeyId in a request).",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    severity: "high",
    standards: [
        "NIST 800-53 SC-28",
        "Checkov CKV_AWS_98",
        "cdk-nag NIST.800.53.R5-SageMakerEndpointConfigurationKMSKeyConfigured",
    ],
    scope: "resource",
    judge: judgeBoth(endpointConfigurationType, ["sagemaker", "createEndpointConfig"], encrypted),
    examples: {
        good: [
            good("a key", configuration({ kmsKeyArn: keyArn })),
            good("a call with a key", call("ml.m5.large", { KmsKeyId: "alias/drivetrain" })),
            good("machines with disks of their own", call("ml.g5.xlarge")),
            good(
                "a key of the same stack that is not known yet",
                made("aws:kms/key:Key", "key", {}),
                configuration({ kmsKeyArn: unknownText }, { kmsKeyArn: ["key"] }),
            ),
            good(
                "no server",
                configuration({
                    productionVariants: [{ serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048 } }],
                }),
            ),
        ],
        bad: [
            told("no key", `kmsKeyArn: ${missing}`, configuration({})),
            told("a call without", `definition.States.Call.KmsKeyId: ${missing}`, call("ml.m5.large")),
            told(
                "the key that AWS manages",
                "kmsKeyArn: alias/aws/ebs is managed by AWS; name a KMS key of this account.",
                configuration({ kmsKeyArn: "alias/aws/ebs" }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known, nor that it is one of the stack's",
                "kmsKeyArn: undetermined: it is not known before the deployment.",
                configuration({ kmsKeyArn: unknownText }),
            ),
            told(
                "no key, and machines that are not known",
                "definition.States.Call.KmsKeyId: undetermined: no key is named, and the machines are not known yet: those with disks of their own need none.",
                call("{% $type %}"),
            ),
        ],
    },
};
