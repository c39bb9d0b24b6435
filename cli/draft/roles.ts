import { generatedIdentifier } from "../../contracts/dataset";
import { UsageError } from "../terminal/errors";
import { number } from "../terminal/format";
import type { ColumnProfile } from "./columns";
import { type FileProfile, shown } from "./profile";

/** Which columns name a row and are predicted, and how that was found. */
export interface Roles {
    /** Undefined where none names a row: an identifier is then made of its values. */
    readonly identifier: ColumnProfile | undefined;
    readonly identifierBecause: string;
    /** What a person should know of the identifier. */
    readonly identifierNotes: readonly string[];
    readonly target: ColumnProfile;
    readonly targetBecause: string;
}

/** What people call a column that names a row. */
const identifierWords = ["id", "identifier", "uuid", "guid", "key", "index", "rownames"];
/** The same, where nothing follows: a number of rooms names no row. */
const lastIdentifierWords = ["number", "no", "nr"];
/** What people call a column that they want to predict. */
const targetWords = ["target", "label", "price", "amount", "y"];
/** How many columns a question names. */
const mostNamed = 12;

/** @throws UsageError where no column can be predicted, or none is called so and the caller does not say which */
export function findRoles(
    profile: FileProfile,
    wanted: { readonly target?: string; readonly identifier?: string },
): Roles {
    const given = wanted.identifier === undefined ? undefined : givenIdentifier(profile, wanted.identifier);
    const [target, targetBecause] =
        wanted.target === undefined
            ? guessTarget(profile, given?.identifier)
            : ([column(profile, "--target", wanted.target), "--target"] as const);
    const named = given ?? guessIdentifier(profile, target);
    if (named.identifier === target) {
        throw new UsageError(`${shown(target.name)} cannot name a row and be what is predicted: name two columns.`);
    }
    return { ...named, target, targetBecause };
}

function column({ file, columns }: FileProfile, option: string, name: string): ColumnProfile {
    const found = columns.find((one) => one.name === name);
    if (found) return found;
    const names = columns.map((one) => one.name).join(", ");
    throw new UsageError(`${option}: ${file} has no column ${shown(name)}; it has ${names}.`);
}

type Identifier = Pick<Roles, "identifier" | "identifierBecause" | "identifierNotes">;

function givenIdentifier(profile: FileProfile, name: string): Identifier {
    const isMade = name === generatedIdentifier && !profile.columns.some((one) => one.name === name);
    const identifier = isMade ? undefined : requireIdentifier(column(profile, "--identifier", name));
    return { identifier, identifierBecause: "--identifier", identifierNotes: [] };
}

/** By name first, then what numbers rows or is a text; never a measure, nor what looks like the target. */
function guessIdentifier({ columns }: FileProfile, target: ColumnProfile): Identifier {
    const others = columns.filter((one) => one !== target);
    const hinted = others.filter(namesRows);
    const unique = others.filter((one) => one.isUnique && (one.type === "string" || (one.isNumeric && one.isWhole)));
    const repeated = hinted.flatMap(duplicateNote);
    const byName = hinted.find((one) => unique.includes(one));
    if (byName) {
        return {
            identifier: byName,
            identifierBecause: "its name, and no value comes twice",
            identifierNotes: repeated,
        };
    }
    const other = unique.find((one) => rankOf(one) === undefined && (!one.isNumeric || one.countsRows));
    if (other) {
        const note =
            `${shown(other.name)} is taken for what names a row only since no value comes twice. If it is a measure or a ` +
            `remark, draft again with --identifier ${generatedIdentifier}.`;
        const identifierBecause = "the first column in which no value comes twice";
        return { identifier: other, identifierBecause, identifierNotes: [...repeated, note] };
    }
    return {
        identifier: undefined,
        identifierBecause: "no column names a row",
        identifierNotes: [...repeated, ...unique.filter((one) => !hinted.includes(one)).flatMap(measureNote)],
    };
}

/** Why a column that is called as if it named rows does not. */
function duplicateNote({ name, repeated, missing }: ColumnProfile): string[] {
    if (repeated) {
        return [`${shown(name)} does not name a row: ${shown(repeated.value)} comes again in row ${repeated.row}.`];
    }
    return missing > 0 ? [`${shown(name)} does not name a row: ${number(missing)} rows have no value.`] : [];
}

function measureNote({ name }: ColumnProfile): string[] {
    return [
        `${shown(name)} is different in every row, and is taken for a measure; if it names a row, draft again with ` +
            `--identifier ${/^[\w.-]+$/.test(name) ? name : shown(name)}.`,
    ];
}

function requireIdentifier(given: ColumnProfile): ColumnProfile {
    const { name, missing, repeated } = given;
    if (missing > 0) throw new UsageError(`--identifier: ${shown(name)} has no value in ${number(missing)} rows.`);
    if (!given.isUnique) {
        const where = repeated ? `: ${shown(repeated.value)} comes again in row ${repeated.row}` : "";
        throw new UsageError(
            `--identifier: ${shown(name)} does not tell the rows apart${where}; --identifier ${generatedIdentifier} makes ` +
                `one of each row's values.`,
        );
    }
    return given;
}

/** By name only: a wrong guess makes a model of something else. */
function guessTarget(
    { file, columns }: FileProfile,
    identifier: ColumnProfile | undefined,
): readonly [ColumnProfile, string] {
    const possible = columns.filter((one) => one !== identifier);
    const ranked = possible.flatMap((one) => {
        const rank = rankOf(one);
        return rank === undefined ? [] : { one, rank };
    });
    const least = Math.min(...ranked.map(({ rank }) => rank));
    const [first, second] = ranked.filter(({ rank }) => rank === least);
    if (first && !second) return [first.one, "its name"];
    const numbers = possible.filter((one) => one.isNumeric && !namesRows(one));
    if (!first && numbers.length === 0) {
        const beside = columns.find(namesRows) ?? columns[0];
        throw new UsageError(
            `${file} has no column of different numbers beside ${shown(beside?.name ?? "")}: there is nothing to predict.`,
        );
    }
    const why = second
        ? `${shown(first?.one.name ?? "")} and ${shown(second.one.name)} of ${file} are both called like what is predicted`
        : `No column of ${file} is called like what is predicted (${targetWords.join(", ")})`;
    const names = numbers.map(({ name }) => name);
    const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : "";
    throw new UsageError(
        `${why}. Say which one it is with --target COLUMN; of numbers are ${names.slice(0, mostNamed).join(", ")}${more}.`,
    );
}

/** How much a name looks like a target's, 0 most; undefined where it does not. */
function rankOf({ name }: ColumnProfile): number | undefined {
    const words = wordsOf(name);
    const place = targetWords.findIndex((word) => words.includes(word));
    if (place < 0) return undefined;
    return words.length === 1 ? place : place + targetWords.length;
}

function namesRows({ name }: ColumnProfile): boolean {
    const words = wordsOf(name);
    return words.some((word) => identifierWords.includes(word)) || lastIdentifierWords.includes(words.at(-1) ?? "");
}

/** `salePrice`, `sale_price` and `Sale Price` are `sale` and `price`. */
function wordsOf(name: string): string[] {
    return name
        .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== "");
}
