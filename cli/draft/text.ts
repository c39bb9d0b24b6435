import { number } from "../terminal/format";
import { table } from "../terminal/table";
import type { Decision, Draft } from "./model";
import type { FileProfile } from "./profile";

/** What was decided about each column and why, as people read it. */
export function explained({ model, decisions, notes }: Draft, { file, rows }: FileProfile): string[] {
    const reason = (role: Decision["role"]) => decisions.find((one) => one.role === role)?.because;
    const [algorithm] = Object.values(model.algorithms);
    return [
        table(
            ["column", "role", "type", "usable values", "may be missing"],
            decisions.map(({ name, role, column }) => [
                name,
                role,
                column?.type,
                column && domainText(column),
                column && (column.required === false ? "yes" : "no"),
            ]),
        ),
        `Predicts ${model.target}, by ${reason("target")}; another column: --target COLUMN.`,
        `A row is named by ${model.identifier}: ${reason("identifier")}; another column: --identifier COLUMN.`,
        `A model may serve when its error (${algorithm?.gate.metric}) is at most ${number(algorithm?.gate.threshold ?? 0)}, the error of ` +
            `always answering the mean of the ${number(rows)} rows of ${file}.`,
        ...decisions.flatMap(({ name, role, because }) =>
            role === "left out"
                ? [
                      `${name} is left out: ${because}. Training, scoring and \`drivetrain predict\` pass over it; a program ` +
                          `that calls the API must not send it.`,
                  ]
                : [],
        ),
        ...notes,
    ];
}

function domainText({ type, min, max, values }: NonNullable<Decision["column"]>): string {
    if (values) return values.join(", ").length > 40 ? `${values.join(", ").slice(0, 40)}...` : values.join(", ");
    if (type === "string") return "any text";
    if (min === undefined) return "any";
    return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

/** The commands that a person tries next: up, train, predict. */
export function nextCommands({ source }: Draft, path: string, stack: string): string[] {
    const file = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
    return [
        `npx drivetrain up -s ${stack}`,
        `npx drivetrain train ${file} -s ${stack}`,
        source.rows > 100
            ? `head -n 6 ${file} | npx drivetrain predict - --type csv -s ${stack}`
            : `npx drivetrain predict ${file} -s ${stack}`,
    ];
}
