import { combineRules } from "../../contracts/combine";
import { listed, quoted, shown } from "../validation/listed";
import { type Problem, problemIf } from "../validation/problem";

/** Every problem of a model's rule, whatever a caller without types has put there. */
export function validateCombine(combine: unknown): Problem[] {
    return problemIf(
        typeof combine !== "function" && !combineRules.some((rule) => rule === combine),
        ["combine"],
        `${shown(combine)} is no rule: it must be ${listed(combineRules.map(quoted), "or")}, or a function of the scores ` +
            `by algorithm.`,
    );
}
