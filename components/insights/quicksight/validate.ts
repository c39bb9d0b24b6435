import { type Problem, problemIf } from "../../validation/problem";
import type { QuickSightGroups } from "./permissions";

const groupArn = /^arn:aws:quicksight:[a-z0-9-]+:\d{12}:group\/[A-Za-z0-9._-]{1,64}\/.{1,256}$/;

/** What is wrong with the groups: each is one, and they are two. */
export function validateGroups(groups: QuickSightGroups): Problem[] {
    return [
        ...Object.entries(groups).flatMap(([whose, arn]: [string, string]) =>
            problemIf(
                !groupArn.test(arn),
                ["groups", whose],
                `"${arn}" must be the ARN of a QuickSight group: arn:aws:quicksight:REGION:ACCOUNT:group/NAMESPACE/NAME.`,
            ),
        ),
        ...problemIf(
            groups.authorsArn === groups.readersArn,
            ["groups", "readersArn"],
            "is the group of the authors, too; readers are to be another one.",
        ),
    ];
}
