import { PolicyPack } from "@pulumi/policy";
import { policiesFor, remediationsFor } from "./engine/pack";
import { rules } from "./rules";
import { readStanding } from "./standing";

/**
 * Serves all rules to the engine.
 * @param folder has `stages.yaml` and `exemptions.yaml`
 */
export function serve(folder: string): void {
    const standingOf = readStanding(folder);
    new PolicyPack("drivetrain", {
        policies: [...remediationsFor(rules, standingOf), ...policiesFor(rules, standingOf)],
        enforcementLevel: "mandatory",
    });
}
