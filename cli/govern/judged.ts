import { deployStack } from "../../infra/program";
import { type PreviewedResource, type PreviewedStack, previewProgram } from "../../local";
import type { Finding, Standing } from "../../policies/engine/findings";
import type { Fields } from "../../policies/engine/judgement";
import { judgeInputs, judgeStack as judgeGraph } from "../../policies/engine/pack";
import { type Remedied, remedy } from "../../policies/engine/remediation";
import type { Resource, Rule } from "../../policies/engine/rule";
import { root } from "../checkout";
import { readStackConfig } from "./stackConfig";

/** What the rules say of one stack. */
export interface JudgedStack {
    readonly stack: string;
    readonly resources: number;
    readonly findings: readonly Finding[];
    /** What the rules would set by themselves. @default nothing */
    readonly remedied?: readonly Remedied[];
}

/**
 * Judges a stack as a preview would show it where nothing is up, without the engine.
 *
 * As in the engine, a rule of single resources fails on what the program asks for, and everything else is judged by
 * what the whole graph will have.
 */
export async function judgeStack(stack: string, rules: readonly Rule[], standing: Standing): Promise<JudgedStack> {
    const config = readStackConfig(stack, root);
    const program = () => deployStack(stack, config);
    return judgeProgram({ project: "drivetrain", stack, config, program }, rules, standing);
}

/** Judges what a program declares for a stack, likewise. */
export async function judgeProgram(
    previewed: PreviewedStack,
    rules: readonly Rule[],
    standing: Standing,
): Promise<JudgedStack> {
    const { stack } = previewed;
    const remedied: Remedied[] = [];
    const { resources } = await previewProgram({
        ...previewed,
        ...(standing.stage.remediation && {
            remediate: ({ inputs, ...asked }) => {
                const props = structuredClone(inputs) as Fields;
                const resource: Resource = { ...asked, props, propertyDependencies: {} };
                remedied.push(...rules.flatMap((rule) => remedy(rule, resource, standing) ?? []));
                return props;
            },
        }),
    });
    const asked = linked(resources, ({ inputs }) => inputs);
    const made = linked(resources, ({ outputs }) => outputs);
    const failures = asked.flatMap((resource) =>
        judgeInputs(rules, { ...resource, propertyDependencies: {} }, standing),
    );
    const findings = [...failures, ...judgeGraph(rules, made, standing)];
    return { stack, resources: resources.length, findings, remedied };
}

/** The resources as rules see them, each linked to those that its properties come from. */
function linked(
    resources: readonly PreviewedResource[],
    propsOf: (resource: PreviewedResource) => Readonly<Record<string, unknown>>,
): readonly Resource[] {
    const byUrn = new Map(resources.map(({ urn, type }) => [urn, { urn, type }]));
    return resources.map((resource) => ({
        ...{ urn: resource.urn, type: resource.type, name: resource.name, props: propsOf(resource) },
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([property, urns]) => [
                property,
                urns.flatMap((urn) => byUrn.get(urn) ?? []),
            ]),
        ),
    }));
}
