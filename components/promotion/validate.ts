import type { Scope } from "../access/scope";
import { type Problem, problemIf, within } from "../validation/problem";
import { validateOfferNames, validatePromotionNames } from "./names";
import type { PromotionSettings, StagePartner } from "./partners";

/** Every problem of a model's promotion at a stage, by the paths in its settings. */
export function validatePromotion(
    scope: Scope,
    model: { readonly name: string; readonly algorithms: Readonly<Record<string, unknown>> },
    { from, to = [] }: PromotionSettings,
): Problem[] {
    const other = ({ stage }: StagePartner, path: (string | number)[]) =>
        problemIf(stage === scope.stage, [...path, "stage"], `"${stage}" is this stage itself.`);
    const algorithms = Object.keys(model.algorithms);
    const stages = to.map(({ stage }) => stage);
    return [
        ...(from === undefined ? [] : other(from, ["from"])),
        ...to.flatMap((partner, index) => [
            ...other(partner, ["to", index]),
            ...problemIf(
                stages.indexOf(partner.stage) !== index,
                ["to", index, "stage"],
                `"${partner.stage}" is there twice.`,
            ),
            ...problemIf(
                partner.stage === from?.stage,
                ["to", index, "stage"],
                `"${partner.stage}" is where versions come from: they would go round.`,
            ),
            ...algorithms.flatMap((algorithm) =>
                within(["to", index], validateOfferNames(scope, model.name, algorithm, partner.stage)),
            ),
        ]),
        ...(from === undefined
            ? []
            : algorithms.flatMap((algorithm) =>
                  within(["from"], validatePromotionNames(scope, model.name, algorithm)),
              )),
    ];
}
