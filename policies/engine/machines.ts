import { notebookType } from "../reading/notebooks";
import { endpointConfigurationType } from "../reading/sagemakerJobs";
import { type Check, every, field, forEach, ifThere, valueOf, when } from "./fields";
import { judgeJobs, machinesOf } from "./jobs";
import { listOf, UNKNOWN } from "./judgement";
import type { Rule } from "./rule";
import { judgeAll, judgeBoth } from "./targets";

/** What machines cost by: the names of fields, of which a check judges one each. */
export interface MachineChecks {
    /** Of a type, e.g. `ml.m5.large`. */
    readonly type?: Check;
    /** Of a number of machines. */
    readonly count?: Check;
}

/** Judges the machines of everything that has some: jobs and monitors, variants of endpoints, notebooks. */
export function judgeMachines({ type = nothing, count = nothing }: MachineChecks): Rule["judge"] {
    const group = every(field("instanceType", ifThere(type)), field("instanceCount", ifThere(count)));
    const groups = every(...["instanceGroups", "instanceConfigs"].map((name) => field(name, forEach(group))));
    const cluster = every(
        group,
        when((value) => value !== UNKNOWN, groups),
    );
    const variant: Check = (value, place) => {
        const scaled = "managedInstanceScaling.maxInstanceCount";
        const most = valueOf(scaled, value, place) === undefined ? "initialInstanceCount" : scaled;
        return every(field("instanceType", ifThere(type)), field(most, ifThere(count)))(value, place);
    };
    return judgeAll(
        judgeJobs((kind) => machinesOf(kind, cluster)),
        judgeBoth(
            endpointConfigurationType,
            ["sagemaker", "createEndpointConfig"],
            every(field("productionVariants", forEach(variant)), field("shadowProductionVariants", forEach(variant))),
        ),
        judgeBoth(notebookType, ["sagemaker", "createNotebookInstance"], field("instanceType", ifThere(type))),
    );
}

const nothing: Check = () => [];

/** A setting that is a list of texts. */
export function textsOf(setting: unknown, otherwise: readonly string[]): readonly string[] {
    return listOf(setting ?? otherwise).map(String);
}
