import { type AlgorithmViolation, type DriftRequest, type Judgement, violatedName } from "../../contracts/monitoring";
import { executionLine, type Notice } from "../../contracts/notices";
import { consoleObjectUrl } from "../../contracts/reports";
import { asSubject } from "../shared/notices";

/** Lines of violations that a message has at most: SNS takes 256 KiB, and people read less. */
const mostLines = 50;

const words: Readonly<Record<Judgement, { readonly what: string; readonly advice: string }>> = {
    "data-quality": {
        what: "What the model is asked differs from what it was trained on",
        advice: "look whether the world changed or the caller's data broke; where the world changed, train on newer data.",
    },
    "model-quality": {
        what: "The model errs more than on its test rows",
        advice: "train on newer data, or reject the version so that the one before it serves.",
    },
};

/** What drifted, by how much, in which rows, and where the run's files are. */
export function composeDriftNotice(
    model: string,
    request: DriftRequest,
    judgement: Judgement,
    violations: readonly AlgorithmViolation[],
): Notice {
    const { location, window, counts, models, executionArn } = request;
    const names = [...new Set(violations.map(violatedName))];
    const rows = judgement === "data-quality" ? counts.rows : counts.labelled;
    const lines = [
        `${words[judgement].what}: ${names.slice(0, mostLines).join(", ")}.`,
        "",
        ...violations.slice(0, mostLines).map(lineOf),
        ...(violations.length > mostLines ? [`... and ${violations.length - mostLines} more: see the files.`] : []),
        "",
        `What to do: ${words[judgement].advice}`,
        "",
        `Report: ${reportText(request)}`,
        "",
        `Model: ${model}`,
        ...models.map(({ algorithm, modelPackageArn }) => `Model package of ${algorithm}: ${modelPackageArn}`),
        `Rows: ${rows.toLocaleString("en-US")}`,
        `Window: ${window}`,
        `Files: ${location}/${judgement}/`,
        executionLine(executionArn),
    ];
    const kind = judgement === "data-quality" ? "data drift" : "model drift";
    return {
        subject: asSubject(`[drivetrain] ${model}: ${kind} in ${names.join(", ")}`),
        message: lines.join("\n"),
        attributes: { model, pipeline: "monitoring", outcome: "drifted", judgement },
    };
}

function lineOf(violation: AlgorithmViolation): string {
    // The description has the value and its threshold.
    const { constraint_check_type: check, description, algorithms, baseline, observed } = violation;
    const change = baseline && observed ? ` It was ${baseline}, and is ${observed}.` : "";
    return `- ${violatedName(violation)} (${check}; ${algorithms.join(", ")}): ${description}${change}`;
}

/** Where the report is, for who signs in; whoever holds the message alone sees nothing. */
function reportText({ report, executionArn }: DriftRequest): string {
    if (!report) return "none could be written; `npx drivetrain report` makes one of the run's files.";
    return consoleObjectUrl(report, executionArn.split(":")[3] ?? "");
}
