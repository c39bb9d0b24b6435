import type { Delimiter } from "../../contracts/dataset";
import { delimiterNames } from "../files/delimiters";
import { count, number } from "../terminal/format";
import { fewRows } from "./algorithms";
import type { ColumnProfile } from "./columns";
import type { Decision } from "./draft";
import type { Facts } from "./facts";
import { type FileProfile, shown } from "./profile";
import { classesNote } from "./target";

/** A column that goes so much with the target says the same. */
const leak = 0.9999;

/** What a person should know of a draft, a sentence each. */
export function notesOf(
    profile: FileProfile,
    target: ColumnProfile,
    missing: readonly string[],
    decisions: readonly Decision[],
    facts: ReadonlyMap<string, Facts>,
): string[] {
    return [
        ...fileNotes(profile, target),
        ...encodingNotes(decisions),
        ...classesNote(target, facts.get(target.name)),
        ...missingNote(profile, missing),
        ...profile.columns.flatMap((column) => [
            ...writingNote(
                column,
                decisions.find(({ name }) => name === column.name),
                profile.delimiter,
            ),
            ...wordsNote(column),
        ]),
        ...decisions.flatMap((decision) => [
            ...leakNote(decision, target, facts.get(decision.name)),
            ...doubtNote(decision),
        ]),
    ];
}

function fileNotes({ rows, broken, firstBroken, delimiter, hasUnnamed }: FileProfile, target: ColumnProfile): string[] {
    return [
        ...(delimiter === ","
            ? []
            : [`Fields are separated by ${delimiterNames[delimiter]}; later files must be, too.`]),
        ...(hasUnnamed ? ["The first column has no name, and is passed over."] : []),
        ...(rows < fewRows ? [`${count(rows, "row")} are few: a side of the split may stay empty.`] : []),
        ...(firstBroken
            ? [
                  `${count(broken, "row")} will be quarantined; the first is row ${firstBroken.row}: ${firstBroken.problem}.`,
              ]
            : []),
        ...(target.missing > 0 ? [`${count(target.missing, "row")} without a target will be set aside.`] : []),
    ];
}

function encodingNotes(decisions: readonly Decision[]): string[] {
    return decisions.flatMap(({ name, column: { ordered, encoding } }) => [
        ...(ordered ? [`${shown(name)} is taken to be ordered: ${ordered.join(" < ")}.`] : []),
        ...(encoding === "target"
            ? [`${shown(name)} has many texts, and is encoded by the target in rows that have them.`]
            : []),
    ]);
}

function missingNote({ columns }: FileProfile, missing: readonly string[]): string[] {
    if (missing.length === 0) return [];
    const where = columns.filter(({ missingTexts }) => missingTexts.some((text) => missing.includes(text)));
    const stand = missing.length === 1 ? "stands" : "stand";
    return [
        `${missing.map(shown).join(", ")} ${stand} for no value, in ${where.map(({ name }) => shown(name)).join(", ")} for ` +
            `instance: see \`missing\` in the model's file.`,
    ];
}

/** How a column's numbers are written, said with one of them. */
function writingNote({ numbers, name }: ColumnProfile, decision: Decision | undefined, delimiter: Delimiter): string[] {
    const format = decision?.column.format;
    if (typeof format === "string") return [`${shown(name)} has dates that are written as ${format}.`];
    if (typeof format !== "object" || numbers.example === undefined) return [];
    const units = Object.entries(format.units ?? {});
    const factors =
        units.length > 1 ? `, where ${units.map(([unit, factor]) => `${unit} counts ${factor}`).join(", ")}` : "";
    // Whoever separates fields by commas does not write fractions with them.
    const doubt =
        numbers.isAmbiguous && delimiter !== ","
            ? " Whether its mark stands before a fraction or a thousand is guessed."
            : "";
    return [`${shown(name)} is written like ${shown(numbers.example)}, and read as numbers${factors}.${doubt}`];
}

/** A column of numbers but for some words. */
function wordsNote({ type, numbers, text, count: all, name }: ColumnProfile): string[] {
    if (type !== "string" || text === undefined || numbers.count <= all / 2) return [];
    return [
        `${shown(name)} counts as text because of ${number(all - numbers.count)} values, such as ${shown(text.value)} in row ` +
            `${text.row}: leave them empty if they stand for no value.`,
    ];
}

function leakNote({ name, role }: Decision, target: ColumnProfile, facts: Facts | undefined): string[] {
    if (role !== "feature" || facts === undefined || Math.abs(facts.correlation) < leak) return [];
    return [
        `${shown(name)} says nearly the same as ${shown(target.name)} (correlation ${facts.correlation.toFixed(4)}): if it is ` +
            `only known afterwards, set \`ignored: true\` in the model's file.`,
    ];
}

function doubtNote({ name, doubt }: Decision): string[] {
    if (doubt === undefined) return [];
    const unless = doubt.includes("same value") ? "it changes in later files" : "its values come again in later files";
    return [
        `${shown(name)} probably carries no information: ${doubt}. Remove it from the columns of the model's file, unless ` +
            `${unless}.`,
    ];
}
