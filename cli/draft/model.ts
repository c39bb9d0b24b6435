import { type Column, type DatePart, generatedIdentifier } from "../../contracts/dataset";
import { latin1Sentence } from "../files/encoding";
import { UsageError } from "../terminal/errors";
import { number } from "../terminal/format";
import { algorithmsFor } from "./algorithms";
import { byCodePoint, type ColumnProfile, type Writing } from "./columns";
import type { Decision, Draft } from "./draft";
import { type Facts, measure, type Measured } from "./facts";
import { notesOf } from "./notes";
import { type FileProfile, shown } from "./profile";
import type { DayOrder } from "./recognize/dates";
import { isMarker } from "./recognize/markers";
import { orderOf } from "./recognize/scales";
import { findRoles } from "./roles";
import { requireTarget } from "./target";

/** A text column with as many different values at most has a closed list, if each comes five times on average. */
const mostValues = 20;
const longestValue = 60;
/** One with more is encoded by the target, not by a place for each of them. */
const mostPlaces = 200;
// Whole percents, which are compared exactly: 0.29 * 100 is less than 29.
/** A text column of which so many of the values are different is suspected to do no more than name rows. */
const suspiciousPercent = 80;
/** The same for every draft; a run fails where more of its rows cannot be used. */
const mostQuarantinedPercent = 5;

/** A tenth is enough to stop the training by, and what is learnt from counts more where rows are few. */
const split = { train: 0.75, validation: 0.1, test: 0.15 };

/** What is known of a file that a column is judged by. */
interface Known extends Measured {
    readonly profile: FileProfile;
    readonly target: ColumnProfile;
    /** The texts that stand for no value in any column. */
    readonly missing: readonly string[];
}

/** @throws UsageError where the file cannot make a model */
export async function draftModel(
    name: string,
    profile: FileProfile,
    wanted: { readonly target?: string; readonly identifier?: string; readonly dates?: DayOrder },
): Promise<Draft> {
    if (profile.latin1Row !== undefined) throw new UsageError(latin1Sentence(profile.path, profile.latin1Row));
    const roles = findRoles(profile, wanted);
    const { identifier, target } = roles;
    const missing = profile.columns.flatMap((one) => one.missingTexts.filter((text) => isMarker(text, "texts")));
    const decimal = profile.columns.some((one) => one.isNumeric && one.numbers.decimal === ",") ? "," : ".";
    const writing: Writing = { decimal, dates: wanted.dates };
    requireDates(profile, writing);
    const columns = profile.columns.map((one) => read(one, writing));
    const known: Known = {
        ...{ profile, target, missing: [...new Set(missing)].sort(byCodePoint) },
        ...(await measure(profile, columns, target.name)),
    };
    requireTarget(target, known.facts.get(target.name));
    requireUsable(profile, target);
    const decisions = profile.columns.map((column): Decision => {
        const found = { ...read(column, writing), ...missingOf(column, known) };
        if (column === identifier) return decided("identifier", named(column), roles.identifierBecause);
        if (column === target) return decided("target", predicted(found, known), roles.targetBecause);
        const useless = whyUseless(column, known);
        if (useless) return decided("left out", ignored(found), useless);
        return { ...decided("feature", bounded(found, column, known)), doubt: whyDoubtful(column, known) };
    });
    if (!decisions.some(({ role }) => role === "feature")) {
        const others = [...(identifier ? [identifier.name] : []), target.name].join(" and ");
        throw new UsageError(`${profile.file} has no column to learn from beside ${others}.`);
    }
    return {
        model: {
            name,
            ...(profile.delimiter !== "," && { delimiter: profile.delimiter }),
            identifier: identifier?.name ?? generatedIdentifier,
            target: target.name,
            ...(known.missing.length > 0 && { missing: known.missing }),
            columns: decisions.map(({ column }) => column),
            split,
            maxQuarantinedShare: mostQuarantinedPercent / 100,
            algorithms: algorithmsFor(thresholdFor(known), profile.rows),
            combine: "best",
        },
        source: { file: profile.file, rows: profile.rows },
        because: { identifier: roles.identifierBecause, target: roles.targetBecause },
        decisions,
        notes: [...roles.identifierNotes, ...notesOf(profile, target, known.missing, decisions, known.facts)],
    };
}

/** How a column's texts are read: what it is, and in which format. */
function read(column: ColumnProfile, writing: Writing): Column {
    const { name, type, missingTexts } = column;
    // Whoever reads to learn takes what is missing for missing.
    return { name, type, format: column.format(writing), required: false, missing: missingTexts };
}

/** @throws UsageError where a date may be one of two, and the caller does not say which */
function requireDates({ columns, file }: FileProfile, { dates }: Writing): void {
    const unclear = columns.find((one) => one.type === "date" && one.dates.isAmbiguous);
    if (unclear === undefined || dates !== undefined) return;
    throw new UsageError(
        `${shown(unclear.name)} of ${file} has dates such as ${shown(unclear.values()[0] ?? "")}, and each of them may begin ` +
            `with the day or with the month: say which it is with --dates day-first or --dates month-first.`,
    );
}

/** What the model's own list of what stands for no value does not have. */
function missingOf(column: ColumnProfile, { missing }: Known): Pick<Column, "missing" | "required"> {
    const own = column.missingTexts.filter((text) => !missing.includes(text));
    return {
        required: column.missing > 0 && column.count > 0 ? false : undefined,
        missing: own.length > 0 ? [...missing, ...own] : undefined,
    };
}

function decided(role: Decision["role"], column: Column, because?: string): Decision {
    const given = Object.entries(column).filter(([, value]) => value !== undefined);
    return { name: column.name, role, column: Object.fromEntries(given) as unknown as Column, because };
}

function requireUsable({ file, rows, broken, firstBroken }: FileProfile, target: ColumnProfile): void {
    if (100 * broken <= mostQuarantinedPercent * (rows - target.missing) || firstBroken === undefined) return;
    throw new UsageError(
        `${number(broken)} of the ${number(rows)} rows of ${file} cannot be used: ${number(broken)} are broken (row ` +
            `${firstBroken.row}: ${firstBroken.problem}). A training run takes ${mostQuarantinedPercent} % at most: remove ` +
            `or mend them.`,
    );
}

/** Why a column is no feature, if so. */
function whyUseless(column: ColumnProfile, { facts, sums, target }: Known): string | undefined {
    if (column.count === 0) return "no row has a value";
    if (facts.get(column.name)?.isTarget) return `it is ${shown(target.name)} again in every row`;
    const other = sums.find((pair) => pair.includes(column.name))?.find((name) => name !== column.name);
    if (other !== undefined) return `with ${shown(other)} it adds up to ${shown(target.name)} in every row`;
    return column.type === "string" && column.repeated === undefined
        ? "text that is different in every row, so nothing can be learnt"
        : undefined;
}

/** Why a column probably says nothing about the target, if so. */
function whyDoubtful(column: ColumnProfile, { facts }: Known): string | undefined {
    const { type, distinct = 0, count: all } = column;
    const known = facts.get(column.name);
    if (known ? known.min === known.max : distinct === 1) return "it has the same value in every row";
    if (type !== "string" || 100 * distinct < suspiciousPercent * all) return undefined;
    return `${number(distinct)} of its ${number(all)} values are different, so it names rows rather than tells what they are like`;
}

/** The identifier: any value of its type. */
function named({ name, isWhole }: ColumnProfile): Column {
    return { name, type: isWhole ? "integer" : "string", description: "Names a row; never learnt from" };
}

/** The target: a later file may well have fractions where this one has none. */
function predicted(column: Column, { facts, profile: { file } }: Known): Column {
    const { min = 0, max = 0 } = facts.get(column.name) ?? {};
    const bounds = min < 0 ? {} : { min: 0 };
    const description = `What is predicted; between ${min} and ${max} in ${file}`;
    return { ...column, required: undefined, type: "number", ...bounds, description };
}

/** A column that is left out: whatever it holds. */
function ignored({ name }: Column): Column {
    return { name, type: "string", ignored: true };
}

function bounded(found: Column, column: ColumnProfile, known: Known): Column {
    const { file } = known.profile;
    const facts = known.facts.get(found.name);
    const indicator = found.required === false && known.telling.has(found.name) ? true : undefined;
    if (facts === undefined) {
        const different = column.distinct === undefined ? "many" : number(column.distinct);
        const description = `One of ${different} different texts in ${file}`;
        return { ...found, ...textDomain(column), indicator, description };
    }
    const { min, max, isWhole } = facts;
    const ends = column.type === "date" ? [dayOf(min), dayOf(max)] : [min, max];
    const description = min === max ? `Always ${ends[0]} in ${file}` : `Between ${ends[0]} and ${ends[1]} in ${file}`;
    if (column.type === "date") return { ...found, ...dateParts(facts), indicator, description };
    if (column.type === "boolean") return { ...found, indicator, description: `Yes or no` };
    return { ...found, type: isWhole ? "integer" : "number", ...numberDomain(facts), indicator, description };
}

function dayOf(seconds: number): string {
    return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** What is learnt of a date: its age at the last day of the file, and what of the calendar its values go through. */
function dateParts({ min, max, isDaily }: Facts): Pick<Column, "encoding" | "reference"> {
    const days = (max - min) / 86_400;
    const parts: DatePart[] = ["age"];
    if (days > 31) parts.push("month");
    if (days > 1) parts.push("weekday");
    if (!isDaily) parts.push("hour");
    return { encoding: parts, reference: dayOf(max) };
}

/** A least value where none is below zero, and both ends of a flag: other bounds would be those of this file alone. */
function numberDomain({ isWhole, min, max }: Facts): Pick<Column, "min" | "max"> {
    if (min < 0) return {};
    return isWhole && min === 0 && max === 1 ? { min: 0, max: 1 } : { min: 0 };
}

function textDomain(column: ColumnProfile): Pick<Column, "values" | "ordered" | "encoding"> {
    const { distinct = Infinity } = column;
    if (distinct > mostPlaces) return { encoding: "target" };
    const values = column.values();
    const ordered = orderOf(values);
    if (ordered !== undefined) return { ordered };
    const closed = values.length > 1 && values.length <= mostValues && column.count >= 5 * values.length;
    return closed && values.every((value) => value.length <= longestValue) ? { values } : {};
}

/** The error of a model that always answers the mean, to three digits: a model that is worth anything errs less. */
function thresholdFor({ facts, target }: Known): number {
    return Number((facts.get(target.name)?.deviation ?? 0).toPrecision(3));
}
