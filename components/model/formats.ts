import type { NumberFormat } from "../../contracts/dataset";
import { shown } from "../validation/listed";
import { type Problem, problemIf } from "../validation/problem";

/** Every problem of how a column's numbers are written. */
export function validateNumberFormat(format: unknown): Problem[] {
    if (typeof format !== "object" || format === null) {
        return [
            { path: [], message: `${shown(format)} must be an object such as { decimal: ",", units: { "€": 1 } }.` },
        ];
    }
    const { decimal = ".", thousands, units = {}, ...others } = format as NumberFormat;
    return [
        ...Object.keys(others).map((field): Problem => ({
            path: [field],
            message: "is no field of a format; there are decimal, thousands and units.",
        })),
        ...problemIf(![".", ","].includes(decimal), ["decimal"], `${shown(decimal)} must be "." or ",".`),
        ...problemIf(
            thousands !== undefined && !["," as string, ".", " ", "'"].includes(thousands),
            ["thousands"],
            `${shown(thousands)} must be ",", ".", " " or "'".`,
        ),
        ...problemIf(
            decimal === thousands,
            ["thousands"],
            `${shown(thousands)} cannot stand between groups of digits and before a fraction.`,
        ),
        ...Object.entries(units).flatMap(([unit, factor]) => validateUnit(unit, factor)),
    ];
}

function validateUnit(unit: string, factor: number): Problem[] {
    return [
        ...problemIf(
            !/^[^\s\d.,\-\u2212()](.*\S)?$/u.test(unit),
            ["units", unit],
            "a unit begins with a letter or a sign such as $ or %, and has no space at its end.",
        ),
        ...problemIf(
            !(Number.isFinite(factor) && factor > 0),
            ["units", unit],
            `${shown(factor)} must be a factor above 0; 1 where the unit is that of the column.`,
        ),
    ];
}

const named = ["iso", "epoch", "epoch-ms"];
const directives = "YymdbBHIMSfpaAz%";

/** Every problem of how a column's dates are written. */
export function validateDateFormat(format: unknown): Problem[] {
    if (typeof format !== "string") {
        return [
            { path: [], message: `${shown(format)} must be iso, epoch, epoch-ms or a pattern such as "%d/%m/%Y".` },
        ];
    }
    if (named.includes(format)) return [];
    const found = [...format.matchAll(/%(.?)/gs)].map(([, directive = ""]) => directive);
    const unknown = found.filter((directive) => directive === "" || !directives.includes(directive));
    const twice = found.filter((directive, place) => directive !== "%" && found.indexOf(directive) !== place);
    return [
        ...unknown.map((directive): Problem => ({
            path: [],
            message: `%${directive} is none of the directives %${[...directives].join(", %")}.`,
        })),
        ...twice.map((directive): Problem => ({ path: [], message: `%${directive} is there twice.` })),
        ...problemIf(
            !["Y", "y"].some((directive) => found.includes(directive)),
            [],
            `${shown(format)} has no year (%Y or %y); there is also iso, epoch and epoch-ms.`,
        ),
    ];
}
