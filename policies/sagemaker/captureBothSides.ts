import { capturePath, capturing, capturingCall, judgeCaptures } from "../engine/captures";
import { good, told } from "../engine/examples";
import { type Check, field, unknownAt, valueOf } from "../engine/fields";
import { fail, listOf, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";

/** Input and Output, in one option or in two. */
const bothSides: Check = (value, place) => {
    const modes = listOf(value).map((option) => valueOf("captureMode", option, place));
    const lacking = ["Input", "Output"].filter((mode) => !modes.includes(mode) && !modes.includes("InputAndOutput"));
    if (lacking.length === 0) return [pass(place.path)];
    return modes.includes(UNKNOWN)
        ? unknownAt(place)
        : [fail(place.path, `${lacking.join(" and ")} is not captured; capture Input and Output.`)];
};

export const captureBothSides: Rule = {
    id: "sagemaker/captureBothSides",
    group: "data-capture",
    description: "Every capture has both the request and its answer.",
    cause: "The capture options of an endpoint configuration lack Input or Output.",
    explanation:
        "Drift of the data shows in what was asked, drift of the model in what was answered, and errors only where both " +
        "are together.",
    remedy: "Set captureOptions to Input and Output; a request may say InputAndOutput.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureOption.html",
    severity: "high",
    standards: [],
    scope: "resource",
    judge: judgeCaptures(field("captureOptions", bothSides)),
    examples: {
        good: [good("two options", capturing()), good("one option for both", capturingCall())],
        bad: [
            told(
                "questions without answers",
                "dataCaptureConfig.captureOptions: Output is not captured; capture Input and Output.",
                capturing({ captureOptions: [{ captureMode: "Input" }] }),
            ),
            told(
                "no options",
                `${capturePath}.CaptureOptions: Input and Output is not captured; capture Input and Output.`,
                capturingCall({ CaptureOptions: [] }),
            ),
        ],
        unknown: [
            told(
                "options that are not known",
                "dataCaptureConfig.captureOptions: undetermined: it is not known before the deployment.",
                capturing({ captureOptions: unknownText }),
            ),
            told(
                "a side that only the running state machine knows",
                `${capturePath}.CaptureOptions: undetermined: it is not known before the deployment.`,
                capturingCall({ CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "{% $side %}" }] }),
            ),
        ],
    },
};
