import { findStage } from "../../local";
import { apply, environmentOf } from "../stacks/environment";
import type { Report } from "../terminal/progress";
import { lookAtAccount } from "./checks/account";
import { lookAtEngine } from "./checks/engineState";
import { lookAtMachines } from "./checks/machines";
import { lookAtNetwork } from "./checks/network";
import { lookAtQuickSight } from "./checks/quickSight";
import { lookAtRoles } from "./checks/roles";
import type { Finding, Look, Patient } from "./finding";

/** What is looked at once it is clear whose account it is. */
const looks: readonly (readonly [string, Look])[] = [
    ["the engine's state", lookAtEngine],
    ["roles", lookAtRoles],
    ["machines", lookAtMachines],
    ["network", lookAtNetwork],
    ["QuickSight", lookAtQuickSight],
];

/**
 * Looks at all that a first deployment stumbles over. It changes nothing, and another account's answers are not taken for
 * the stack's own.
 */
export async function examine(patient: Patient, report: Report): Promise<readonly Finding[]> {
    const { stack } = patient;
    const stage = stack.local ? await findStage() : undefined;
    if (stack.local && stage === undefined) {
        return [
            {
                ...{ check: "local stage", standing: "problem", found: "it does not run" },
                remedy: `\`npx drivetrain up -s ${stack.name}\` starts it; it needs no preparation beyond set-up.`,
            },
        ];
    }
    apply(environmentOf(stack, stage));
    report("the account");
    const account = await lookAtAccount(patient);
    if (account.some(({ standing }) => standing === "problem")) return account;
    const found: Finding[] = [...account];
    for (const [what, look] of looks) {
        report(what);
        found.push(...(await look(patient)));
    }
    return found;
}
