import { UsageError } from "../terminal/errors";
import { number } from "../terminal/format";
import type { ColumnProfile } from "./columns";
import { type FileProfile, shown } from "./profile";

/** Which columns name a row and are predicted, and how that was found. */
export interface Roles {
    readonly identifier: ColumnProfile;
    readonly identifierBecause: string;
    readonly target: ColumnProfile;
    readonly targetBecause: string;
}

/** What people call a column that names a row. */
const identifierWords = ["id", "identifier", "uuid", "guid", "key", "number", "no", "nr", "index", "rownames"];
/** What people call a column that they want to predict. */
const targetWords = ["target", "label", "price", "amount", "y"];

/** @throws UsageError where no column can be the one or the other */
export function findRoles(
    profile: FileProfile,
    wanted: { readonly target?: string; readonly identifier?: string },
): Roles {
    const named = wanted.target === undefined ? undefined : column(profile, "--target", wanted.target);
    const [identifier, identifierBecause] =
        wanted.identifier === undefined
            ? guessIdentifier(profile, named)
            : ([requireIdentifier(column(profile, "--identifier", wanted.identifier)), "--identifier"] as const);
    if (named === identifier) {
        throw new UsageError(`${shown(identifier.name)} cannot name a row and be what is predicted: name two columns.`);
    }
    const [target, targetBecause] = named ? [named, "--target"] : guessTarget(profile, identifier);
    return { identifier, identifierBecause, target: requireTarget(target), targetBecause };
}

function column({ file, columns }: FileProfile, option: string, name: string): ColumnProfile {
    const found = columns.find((one) => one.name === name);
    if (found) return found;
    const names = columns.map((one) => one.name).join(", ");
    throw new UsageError(`${option}: ${file} has no column ${shown(name)}; it has ${names}.`);
}

/** By name first, then the first column, then any other; never a fraction, nor what looks like the target. */
function guessIdentifier(
    { file, columns }: FileProfile,
    target: ColumnProfile | undefined,
): readonly [ColumnProfile, string] {
    const unique = columns.filter((one) => one !== target && one.isUnique && one.type !== "number");
    const hinted = unique.filter((one) => wordsOf(one.name).some((word) => identifierWords.includes(word)));
    const [byName] = hinted;
    if (byName) return [byName, "its name, and no value comes twice"];
    const [other] = unique.filter((one) => rankOf(one) === undefined);
    if (other) return [other, `the first column in which no value comes twice`];
    throw new UsageError(
        `No column of ${file} names its rows: each row needs a number or a text that no other row has, the same one in ` +
            `every later file, as it decides whether a row trains or tests. Add such a column, or remove duplicates ` +
            `from the one that should be it and name it with --identifier.`,
    );
}

function requireIdentifier(given: ColumnProfile): ColumnProfile {
    const { name, missing, repeated } = given;
    if (missing > 0) throw new UsageError(`--identifier: ${shown(name)} has no value in ${number(missing)} rows.`);
    if (!given.isUnique) {
        const where = repeated ? `: ${shown(repeated.value)} comes again in row ${repeated.row}` : "";
        throw new UsageError(`--identifier: ${shown(name)} does not tell the rows apart${where}.`);
    }
    return given;
}

function guessTarget({ file, columns }: FileProfile, identifier: ColumnProfile): readonly [ColumnProfile, string] {
    const usable = columns.filter((one) => one !== identifier && one.isNumeric && one.min < one.max);
    const [hinted] = usable
        .filter((one) => rankOf(one) !== undefined)
        .sort((a, b) => (rankOf(a) as number) - (rankOf(b) as number));
    if (hinted) return [hinted, "its name"];
    const last = usable.at(-1);
    if (last) return [last, "the last column of numbers"];
    throw new UsageError(
        `${file} has no column of different numbers beside ${shown(identifier.name)}: there is nothing to predict.`,
    );
}

function requireTarget(given: ColumnProfile): ColumnProfile {
    const { name, text, count, min, max } = given;
    if (count === 0) throw new UsageError(`The target ${shown(name)} has no value in any row.`);
    if (text !== undefined) {
        throw new UsageError(
            `The target ${shown(name)} is text (row ${text.row}: ${shown(text.value)}), and a model here predicts numbers.`,
        );
    }
    if (min === max) throw new UsageError(`The target ${shown(name)} is ${min} in every row: nothing can be learnt.`);
    return given;
}

/** How much a name looks like a target's, 0 most; undefined where it does not. */
function rankOf({ name }: ColumnProfile): number | undefined {
    const words = wordsOf(name);
    const place = targetWords.findIndex((word) => words.includes(word));
    if (place < 0) return undefined;
    return words.length === 1 ? place : place + targetWords.length;
}

/** `salePrice`, `sale_price` and `Sale Price` are `sale` and `price`. */
function wordsOf(name: string): string[] {
    return name
        .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== "");
}
