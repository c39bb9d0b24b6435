import { generatedIdentifier } from "../../contracts/dataset";
import { number, shortened } from "../terminal/format";
import { shellQuoted } from "../terminal/shell";
import { table } from "../terminal/table";
import type { Decision, Draft } from "./draft";
import type { FileProfile } from "./profile";

/** What was decided about each column and why, as people read it. */
export function explained({ model, because, decisions, notes }: Draft, { file, rows }: FileProfile): string[] {
    const isMade = model.identifier === generatedIdentifier;
    const [algorithm] = Object.values(model.algorithms);
    return [
        table(
            ["column", "role", "type", "usable values", "may be missing"],
            decisions.map(({ name, role, column }) => [
                name,
                role,
                role === "left out" ? undefined : column.type,
                role === "left out" ? undefined : domainText(column),
                role === "left out" ? undefined : column.required === false ? "yes" : "no",
            ]),
        ),
        `Predicts ${model.target}, by ${because.target}; another column: --target COLUMN.`,
        isMade
            ? `A row is named by an identifier that is made of its values: ${because.identifier}; a column: --identifier COLUMN.`
            : `A row is named by ${model.identifier}: ${because.identifier}; another column: --identifier COLUMN.`,
        `A model may serve when its error (${algorithm?.gate.metric}) is at most ${number(algorithm?.gate.threshold ?? 0)}, the error of ` +
            `always answering the mean of the ${number(rows)} rows of ${file}.`,
        ...decisions.flatMap(({ name, role, because }) =>
            role === "left out" ? [`${name} is left out: ${because}. It may stay in files and requests.`] : [],
        ),
        ...notes,
    ];
}

function domainText({ type, min, max, ordered, values = ordered, format }: Decision["column"]): string {
    if (values) return shortened(values.join(", "), 40);
    if (type === "string") return "any text";
    if (type === "boolean") return "yes or no";
    if (type === "date") return typeof format === "string" ? format : "2016-12-31";
    if (min === undefined) return "any";
    return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

/** The commands that a person tries next: up, train, predict. */
export function nextCommands({ source }: Draft, path: string, stack: string): string[] {
    const file = shellQuoted(path);
    return [
        `npx drivetrain up -s ${stack}`,
        `npx drivetrain train ${file} -s ${stack}`,
        source.rows > 100
            ? `head -n 6 ${file} | npx drivetrain predict - --type csv -s ${stack}`
            : `npx drivetrain predict ${file} -s ${stack}`,
    ];
}
