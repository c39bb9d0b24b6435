import { capturePath, capturing, capturingCall, placeOfUri } from "../engine/captures";
import { calls, good, told } from "../engine/examples";
import { type Check, field, ifThere, isMissing, unknownAt } from "../engine/fields";
import { fail, listOf, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { endpointConfigurationType } from "../reading/sagemakerJobs";
import { tagsOf } from "../reading/tags";

const remedy = "set s3://<bucket>/<prefix>/";

/** Below the prefix that is the model's name, where a tag tells it; else below any. */
const underPrefix: Check = (value, place) => {
    const model = tagsOf(value, place).get("model");
    const prefixes = listOf(place.settings["prefixes"]).map(String);
    return field("dataCaptureConfig", ifThere(field("destinationS3Uri", judgeUri)))(value, place);

    function judgeUri(uri: unknown, at: typeof place) {
        if (uri === UNKNOWN) return unknownAt(at);
        if (isMissing(uri)) return [fail(at.path, `it is missing; ${remedy}.`)];
        const key = placeOfUri(uri)?.key ?? "";
        if (key === "") return [fail(at.path, `${String(uri)} is set; ${remedy}.`)];
        const allowed = [...(typeof model === "string" ? [model] : []), ...prefixes];
        if (allowed.length === 0 || allowed.some((prefix) => isUnder(key, prefix))) return [pass(at.path)];
        return [fail(at.path, `${key} is not below ${allowed.join(" or ")}; capture each model below its own prefix.`)];
    }
};

export const captureUnderModelPrefix: Rule = {
    id: "sagemaker/captureUnderModelPrefix",
    group: "data-capture",
    description: "Every capture goes below its model's own prefix.",
    cause:
        "The destinationS3Uri of a data capture is missing, is a bucket without a prefix, or has another prefix than the " +
        "model that the configuration is tagged with.",
    explanation:
        "Roles, monitors, lifecycles and partitions of tables go by prefix. A bucket's root mixes the captures of models: " +
        "one who may read the one reads the other, and a monitor finds drift that is not its model's.",
    remedy: "Set destinationS3Uri to s3://<bucket>/<model>/, with the model as the tag `model` says it.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        prefixes: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Prefixes that are allowed beside the model's name.",
        },
    },
    judge: judgeBoth(endpointConfigurationType, ["sagemaker", "createEndpointConfig"], underPrefix),
    examples: {
        good: [
            good("a prefix", capturing()),
            good("the prefix of the model", capturing({}, undefined, { tags: { "drivetrain:model": "used-cars" } })),
            good(
                "a request below the model's prefix",
                capturingCall(
                    { DestinationS3Uri: "s3://captures/used-cars/prod" },
                    { Tags: [{ Key: "Model", Value: "used-cars" }] },
                ),
            ),
            good("an endpoint that captures nothing is another rule's", capturing(null)),
        ],
        bad: [
            told(
                "the root of a bucket",
                `${capturePath}.DestinationS3Uri: s3://captures is set; ${remedy}.`,
                capturingCall({ DestinationS3Uri: "s3://captures" }),
            ),
            told(
                "no place",
                `dataCaptureConfig.destinationS3Uri: it is missing; ${remedy}.`,
                capturing({ destinationS3Uri: undefined }),
            ),
            told(
                "the prefix of another model, though its name begins alike",
                "dataCaptureConfig.destinationS3Uri: used-cars/ is not below used; capture each model below its own prefix.",
                capturing({}, undefined, { tags: { model: "used" } }),
            ),
        ],
        unknown: [
            told(
                "a place that is not known",
                "dataCaptureConfig.destinationS3Uri: undetermined: it is not known before the deployment.",
                capturing({ destinationS3Uri: unknownText }),
            ),
            told(
                "a request that only the running state machine knows",
                `${capturePath}.DestinationS3Uri: undetermined: it is not known before the deployment.`,
                calls("aws-sdk:sagemaker:createEndpointConfig", { DataCaptureConfig: "{% $request %}" }),
            ),
        ],
    },
};

function isUnder(key: string, prefix: string): boolean {
    const folder = prefix.replace(/\/?$/, "/");
    return `${key}/`.startsWith(folder);
}
