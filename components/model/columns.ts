import {
    type Column,
    type DatasetSpec,
    type DatePart,
    dateParts,
    delimiters,
    featureColumns,
    generatedIdentifier,
    type TextEncoding,
    textEncodings,
} from "../../contracts/dataset";
import { listed, quoted, shown } from "../validation/listed";
import { type Path, type Problem, problemIf, within } from "../validation/problem";
import { validateDateFormat, validateNumberFormat } from "./formats";

/** What is checked: types say the same, but a model's file is not compiled before it is read. */
type Columns = Pick<DatasetSpec, "identifier" | "target" | "columns" | "delimiter"> & {
    readonly missing?: readonly string[];
};

const types: readonly Column["type"][] = ["integer", "number", "string", "boolean", "date"];

/** The fields of a column, each with the types of column that may have it. */
const fields: Readonly<Record<keyof Column, readonly Column["type"][]>> = {
    name: types,
    type: types,
    description: types,
    required: types,
    missing: types,
    indicator: types,
    ignored: types,
    min: ["integer", "number"],
    max: ["integer", "number"],
    format: ["integer", "number", "date"],
    values: ["string"],
    ordered: ["string"],
    encoding: ["string", "date"],
    reference: ["date"],
};

/** Every problem of a model's columns, and of how its files are read, with paths in the model. */
export function validateColumns(model: Columns): Problem[] {
    const { columns, delimiter = ",", missing = [] } = model;
    const generated = model.identifier === generatedIdentifier;
    return [
        ...problemIf(
            !delimiters.includes(delimiter),
            ["delimiter"],
            `${JSON.stringify(delimiter)} must be one of ${listed(
                delimiters.map((one) => JSON.stringify(one)),
                "or",
            )}.`,
        ),
        ...validateTexts(["missing"], missing),
        ...problemIf(
            generated && columns.some(({ name }) => name === generatedIdentifier),
            ["columns"],
            `"${generatedIdentifier}" is what the identifier's own column is called; rename the one of the data.`,
        ),
        ...problemIf(
            generated && featureColumns(model).length === 0,
            ["identifier"],
            "cannot be generated where there is no column to make it of.",
        ),
        ...columns.flatMap((column) =>
            within(["columns", column.name], [...validateColumn(column), ...validateRole(column, model)]),
        ),
    ];
}

function validateColumn(column: Column): Problem[] {
    const { type } = column;
    if (!types.includes(type)) {
        return [{ path: ["type"], message: `${shown(type)} must be ${listed(types.map(quoted), "or")}.` }];
    }
    const given = Object.entries(column).flatMap(([field, value]) => (value === undefined ? [] : field));
    const misplaced = given.flatMap((field) => validateField(field, type));
    return [
        ...misplaced,
        ...flag(column, "required"),
        ...flag(column, "ignored"),
        ...flag(column, "indicator"),
        ...validateTexts(["missing"], column.missing),
        ...validateBounds(column),
        ...validateChoices(column, "values"),
        ...validateChoices(column, "ordered"),
        // What a column's format and encoding may be depends on its type.
        ...(misplaced.length > 0 ? [] : [...validateFormat(column), ...validateEncoding(column)]),
        ...problemIf(
            column.ordered !== undefined && column.values !== undefined,
            ["ordered"],
            "takes the place of `values`; leave those out.",
        ),
        ...problemIf(
            column.indicator === true && column.required !== false,
            ["indicator"],
            "tells nothing where every row must have a value; set `required: false`, or leave it out.",
        ),
    ];
}

function validateField(field: string, type: Column["type"]): Problem[] {
    if (!Object.hasOwn(fields, field)) {
        return [
            { path: [field], message: `is no field of a column; there are ${listed(Object.keys(fields), "and")}.` },
        ];
    }
    const owners = fields[field as keyof Column];
    return problemIf(
        !owners.includes(type),
        [field],
        `a column of type "${type}" has none; ${listed(owners.map(quoted), "and")} have.`,
    );
}

function validateBounds({ min, max }: Column): Problem[] {
    const wrong = (["min", "max"] as const).flatMap((field) => {
        const value = { min, max }[field];
        return problemIf(value !== undefined && !Number.isFinite(value), [field], `${shown(value)} must be a number.`);
    });
    return wrong.length > 0
        ? wrong
        : problemIf((min ?? -Infinity) > (max ?? Infinity), ["min"], `${min} must not be above max (${max}).`);
}

function validateChoices(column: Column, field: "values" | "ordered"): Problem[] {
    const wrong = validateTexts([field], column[field]);
    const texts = column[field] ?? [];
    if (column[field] === undefined || wrong.length > 0) return wrong;
    return [
        ...problemIf(texts.length === 0, [field], "must have a text at least; leave it out to take any."),
        ...texts.flatMap((value, place) => [
            ...problemIf(texts.indexOf(value) !== place, [field], `${shown(value)} is there twice.`),
            ...problemIf(
                column.missing?.includes(value) === true,
                [field],
                `${shown(value)} stands for no value, as \`missing\` says.`,
            ),
        ]),
    ];
}

function validateFormat({ type, format }: Column): Problem[] {
    if (format === undefined) return [];
    return within(["format"], type === "date" ? validateDateFormat(format) : validateNumberFormat(format));
}

function validateEncoding({ type, encoding, ordered, reference }: Column): Problem[] {
    return [
        ...problemIf(
            reference !== undefined && !isDay(reference),
            ["reference"],
            `${shown(reference)} must be a day such as 2016-12-31.`,
        ),
        ...(encoding === undefined ? [] : within(["encoding"], validateCode(type, encoding))),
        ...problemIf(
            encoding !== undefined && ordered !== undefined,
            ["encoding"],
            "is by rank where a column is `ordered`; leave it out.",
        ),
    ];
}

/** Whether it is a day of the calendar: JavaScript takes the 31st of a month of 30 days for the 1st of the next. */
function isDay(text: unknown): boolean {
    const day = new Date(typeof text === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : NaN);
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

function validateCode(type: Column["type"], encoding: unknown): Problem[] {
    if (type === "string") {
        const wrong = !textEncodings.includes(encoding as TextEncoding);
        return problemIf(wrong, [], `${shown(encoding)} must be ${listed(textEncodings.map(quoted), "or")}.`);
    }
    const parts: readonly unknown[] = Array.isArray(encoding) ? encoding : [];
    return problemIf(
        parts.length === 0 || !parts.every((part, place) => isPart(part) && parts.indexOf(part) === place),
        [],
        `${shown(encoding)} must be a list of ${listed(dateParts.map(quoted), "and")}, each once at most.`,
    );
}

function isPart(part: unknown): boolean {
    return dateParts.includes(part as DatePart);
}

/** What the identifier and the target cannot be. */
function validateRole({ name, type, ignored, format }: Column, { identifier, target }: Columns): Problem[] {
    const role = name === identifier ? "identifier" : name === target ? "target" : undefined;
    return [
        ...problemIf(role !== undefined && ignored === true, ["ignored"], `the ${role} cannot be ignored.`),
        ...problemIf(
            role === "identifier" && format !== undefined,
            ["format"],
            "the identifier cannot have one, since rows are told apart by its digits; make it a string.",
        ),
        ...problemIf(
            role === "identifier" && ["boolean", "date"].includes(type),
            ["type"],
            `the identifier cannot be a ${type}; make it a string.`,
        ),
    ];
}

function flag(column: Column, field: "required" | "ignored" | "indicator"): Problem[] {
    const value = column[field] as unknown;
    return problemIf(
        value !== undefined && typeof value !== "boolean",
        [field],
        `${shown(value)} must be true or false.`,
    );
}

function validateTexts(path: Path, texts: unknown): Problem[] {
    if (texts === undefined) return [];
    const wrong = !Array.isArray(texts) || texts.some((text) => typeof text !== "string" || /^[ \t]|[ \t]$/.test(text));
    return problemIf(wrong, path, `${shown(texts)} must be a list of texts without spaces around them.`);
}
