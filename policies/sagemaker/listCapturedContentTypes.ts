import { capturePath, capturing, capturingCall, judgeCaptures } from "../engine/captures";
import { good, told } from "../engine/examples";
import { type Check, fields, notEmpty } from "../engine/fields";
import { listOf } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";

const formats = ["csv", "json"];
const remedy = (format: string) => `list the ${format.toUpperCase()} types that the endpoint takes or answers with`;

const listed: Check = (value, place) => {
    const wanted = listOf(place.settings["formats"] ?? formats).map(String);
    const checks = wanted.map((format) => [`captureContentTypeHeader.${format}ContentTypes`, notEmpty(remedy(format))]);
    return fields(Object.fromEntries(checks) as Record<string, Check>)(value, place);
};

export const listCapturedContentTypes: Rule = {
    id: "sagemaker/listCapturedContentTypes",
    group: "data-capture",
    description: "Every capture says which content types are text, so that payloads stay readable.",
    cause: "The captureContentTypeHeader of an endpoint configuration lists no CSV types, or no JSON types.",
    explanation:
        "SageMaker stores a payload whose content type is not listed in base64. Monitors and queries that expect CSV or " +
        "JSON then fail, or pass over those lines, and nobody notices until the drift report is empty.",
    remedy:
        "Set captureContentTypeHeader with csvContentTypes (text/csv) and jsonContentTypes (application/json). A stage " +
        "whose endpoints speak one of them only says so by the setting formats.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureContentTypeHeader.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        formats: {
            type: "array",
            items: { type: "string", enum: formats },
            default: formats,
            description: "Formats whose content types have to be listed.",
        },
    },
    judge: judgeCaptures(listed),
    examples: {
        good: [good("both", capturing()), good("both in a request", capturingCall())],
        bad: [
            told(
                "no word about it",
                [
                    `dataCaptureConfig.captureContentTypeHeader.csvContentTypes: it is empty; ${remedy("csv")}.`,
                    `dataCaptureConfig.captureContentTypeHeader.jsonContentTypes: it is empty; ${remedy("json")}.`,
                ],
                capturing({ captureContentTypeHeader: undefined }),
            ),
            told(
                "CSV alone",
                `${capturePath}.CaptureContentTypeHeader.JsonContentTypes: it is empty; ${remedy("json")}.`,
                capturingCall({ CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: [] } }),
            ),
        ],
        unknown: [
            told(
                "types that are not known",
                "dataCaptureConfig.captureContentTypeHeader.csvContentTypes: undetermined: it is not known before the deployment.",
                capturing({
                    captureContentTypeHeader: { csvContentTypes: unknownText, jsonContentTypes: ["application/json"] },
                }),
            ),
        ],
    },
};
