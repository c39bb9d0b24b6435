import type { Invocation, Log, ReportingDescriptor, Result } from "sarif";
import { version } from "../../package.json";
import type { Exemption } from "../../policies/engine/exemptions";
import { type Finding, tellFinding } from "../../policies/engine/findings";
import type { Rule } from "../../policies/engine/rule";
import { typeAndName } from "../engine/events";
import { fileOf } from "../stacks/stackFile";
import { exemptionNotes } from "./exemptions";
import type { Governance } from "./govern";

/**
 * Findings in the Static Analysis Results Interchange Format, which code scanning reads:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A finding stands at the stack's file, since a graph
 * has no lines.
 */
export function governanceSarif(governance: Governance): Log {
    const { rules, stacks } = governance;
    const results = stacks.flatMap(({ stack, findings }) => findings.map((finding) => resultOf(finding, stack, rules)));
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: { driver: { name: "drivetrain", version, rules: rules.map(descriptorOf) } },
                invocations: [invocationOf(governance)],
                results,
            },
        ],
    };
}

/** What is to be told of `exemptions.yaml`, which is about no single finding. */
function invocationOf(governance: Governance): Invocation {
    const uri = "policies/exemptions.yaml";
    return {
        executionSuccessful: true,
        toolConfigurationNotifications: exemptionNotes(governance).map(({ level, text, exemption }) => ({
            ...{ level, message: { text } },
            associatedRule: { id: exemption.rule },
            locations: [{ physicalLocation: { artifactLocation: { uri } } }],
        })),
    };
}

function descriptorOf({
    id,
    description,
    cause,
    explanation,
    remedy,
    docs,
    group,
    standards,
}: Rule): ReportingDescriptor {
    return {
        id,
        shortDescription: { text: description },
        fullDescription: { text: `${cause} ${explanation}` },
        help: { text: remedy },
        helpUri: docs,
        properties: { tags: [group, ...standards] },
    };
}

function resultOf(finding: Finding, stack: string, rules: readonly Rule[]): Result {
    return {
        ruleId: finding.rule,
        ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
        level: finding.level === "mandatory" ? "error" : finding.verdict === "fail" ? "warning" : "note",
        message: { text: `${typeAndName(finding.urn)}: ${tellFinding(finding)}` },
        locations: [
            {
                physicalLocation: { artifactLocation: { uri: fileOf(stack) }, region: { startLine: 1 } },
                logicalLocations: [{ fullyQualifiedName: finding.urn, kind: "resource" }],
            },
        ],
        partialFingerprints: { "finding/v1": JSON.stringify([finding.rule, finding.urn, finding.path]) },
        ...(finding.exemption && {
            suppressions: [{ kind: "external", status: "accepted", justification: justificationOf(finding.exemption) }],
        }),
    };
}

function justificationOf({ reason, owner, expires }: Exemption): string {
    return `${reason} (${owner}, until ${expires})`;
}
