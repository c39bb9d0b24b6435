import type { Exemption } from "../../policies/engine/exemptions";
import type { Governance } from "./govern";

/** What is to be told of one exemption: `error` where it does not hold, `warning` where nothing needs it. */
export interface ExemptionNote {
    readonly level: "error" | "warning" | "note";
    readonly exemption: Exemption;
    readonly text: string;
}

/** What stands in `exemptions.yaml`: what does not hold, what lets something through, and what nothing needs. */
export function exemptionNotes({ faults, exemptions, unused }: Governance): readonly ExemptionNote[] {
    return [
        ...faults.map(({ exemption, problem }): ExemptionNote => ({ level: "error", exemption, text: problem })),
        ...exemptions.map((exemption): ExemptionNote => ({ level: "note", exemption, text: tellActive(exemption) })),
        ...unused.map((exemption): ExemptionNote => ({ level: "warning", exemption, text: tellUnused(exemption) })),
    ];
}

function tellActive({ rule, resource, owner, expires, reason }: Exemption): string {
    return `Exempt until ${expires}, by ${owner}: ${resource} from ${rule}. ${reason}`;
}

function tellUnused({ rule, resource, owner }: Exemption): string {
    return (
        `Nothing needs the exemption of ${resource} from ${rule} any more: ${owner} may take it out of ` +
        "policies/exemptions.yaml."
    );
}
