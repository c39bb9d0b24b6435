import { calls, good, made, told } from "../engine/examples";
import { type Check, every, field, forEach, ifThere, unknownAt, valueOf } from "../engine/fields";
import { fail, listOf, pass, UNKNOWN } from "../engine/judgement";
import { matchesPattern } from "../engine/patterns";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { modelType } from "../reading/sagemakerJobs";

/** Elastic Container Registry, of whatever account: SageMaker's own images and those of one's own. */
const ecr = ["*.dkr.ecr.*.amazonaws.com/*", "*.dkr.ecr.*.amazonaws.com.cn/*", "*.dkr.ecr-fips.*.amazonaws.com/*"];

/** A container that is made of a model package has its image from there. */
const trusted: Check = (container, place) =>
    field(
        "image",
        ifThere((image, at) => {
            if (valueOf("imageConfig.repositoryAccessMode", container, place) === "Vpc") return [pass(at.path)];
            if (image === UNKNOWN) return unknownAt(at);
            const registries = listOf(place.settings["registries"] ?? ecr).map(String);
            return registries.some((pattern) => matchesPattern(pattern, String(image)))
                ? [pass(at.path)]
                : [fail(at.path, `${String(image)} is from a registry that nobody approved; use one of ECR.`)];
        }),
    )(container, place);

const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1";
const model = (primaryContainer: object) => made(modelType, "cars", { primaryContainer });
const at = "definition.States.Call";

export const pullImagesFromTrustedRegistries: Rule = {
    id: "sagemaker/pullImagesFromTrustedRegistries",
    group: "network",
    description: "Every model's image comes from a registry that is trusted.",
    cause:
        "A container of a model names an image outside the setting registries (Elastic Container Registry by default), " +
        "without imageConfig.repositoryAccessMode Vpc.",
    explanation:
        "Whoever writes to a registry decides what serves. Security Hub's SageMaker.16 and SageMaker.19 fail every image " +
        "of ECR too, as they demand a registry in a VPC; ECR is private, and the way that SageMaker's own images come, so " +
        "here it passes.",
    remedy: "Copy the image to ECR, or reach a private registry through the VPC with repositoryAccessMode Vpc.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html",
    severity: "medium",
    standards: ["Security Hub SageMaker.16", "Security Hub SageMaker.19"],
    scope: "resource",
    settings: {
        registries: {
            type: "array",
            items: { type: "string" },
            default: ecr,
            description: "What images of models begin with, with * for any characters.",
        },
    },
    judge: judgeBoth(
        modelType,
        ["sagemaker", "createModel"],
        every(field("primaryContainer", ifThere(trusted)), field("containers", forEach(trusted))),
    ),
    examples: {
        good: [
            good("an image of SageMaker", model({ image })),
            good("a call with one", calls("sagemaker:createModel", { PrimaryContainer: { Image: image } })),
            good(
                "a private registry in the VPC",
                model({ image: "registry.corp/cars:1", imageConfig: { repositoryAccessMode: "Vpc" } }),
            ),
            good(
                "a version of the registry",
                calls("sagemaker:createModel", { Containers: [{ ModelPackageName: "p" }] }),
            ),
        ],
        bad: [
            told(
                "an image from elsewhere",
                "primaryContainer.image: docker.io/cars:1 is from a registry that nobody approved; use one of ECR.",
                model({ image: "docker.io/cars:1" }),
            ),
            told(
                "the second of an inference pipeline",
                `${at}.Containers[1].Image: ghcr.io/cars:1 is from a registry that nobody approved; use one of ECR.`,
                calls("aws-sdk:sagemaker:createModel", { Containers: [{ Image: image }, { Image: "ghcr.io/cars:1" }] }),
            ),
        ],
        unknown: [
            told(
                "an image that is not known",
                "primaryContainer.image: undetermined: it is not known before the deployment.",
                model({ image: unknownText }),
            ),
            told(
                "an image that only the running state machine knows",
                `${at}.PrimaryContainer.Image: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createModel", { PrimaryContainer: { Image: "{% $image %}" } }),
            ),
        ],
    },
};
