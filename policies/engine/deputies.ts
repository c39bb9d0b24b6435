import { isBoundedBy } from "../reading/conditions";
import type { Statement } from "../reading/iamDocument";
import { principalsOf, serviceOf } from "../reading/principals";
import { isSourceKey } from "../reading/serviceSources";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "./judgement";

/** What is said of a service that may be made to act for somebody else. */
export const deputy = (service: string) =>
    `${service} may come on behalf of any account; add a condition on aws:SourceAccount or aws:SourceArn.`;

/**
 * Judges the services of a statement that tell on whose behalf they come: a condition is to bound it.
 * @param tells whether a service tells it here
 */
export function judgeDeputies(statement: Statement, tells: (service: string) => boolean): readonly Judgement[] {
    const bounded = isBoundedBy(statement.fields, isSourceKey);
    return principalsOf(statement).flatMap((principal) => {
        const service = serviceOf(principal);
        if (service === undefined || !tells(service)) return [];
        if (bounded === true) return [pass(principal.path)];
        return [(bounded === UNKNOWN ? undetermined : fail)(principal.path, deputy(String(principal.value)))];
    });
}
