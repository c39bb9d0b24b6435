import { type Grants, grantsOf, roleOf } from "../reading/identities";
import { parseDefinition, stateMachineType } from "../reading/stateMachine";
import { fail, type Fields, type Judgement, read, undetermined, UNKNOWN } from "./judgement";
import type { Resource, Rule } from "./rule";

/** A state machine with what its role is allowed. */
export interface RunningMachine {
    readonly machine: Resource;
    readonly definition: Fields;
    readonly role: Resource;
    readonly grants: Grants;
}

/** Judges each state machine together with its role. */
export function judgeStateMachines(
    check: (machine: RunningMachine, stack: readonly Resource[]) => readonly Judgement[],
): Rule["judge"] {
    return (machine, stack) => {
        if (machine.type !== stateMachineType) return [];
        const definition = parseDefinition(read(machine.props, "definition"));
        const role = roleOf(machine, "roleArn", stack);
        if (definition === UNKNOWN) return [undetermined("definition", "it is not known before the deployment.")];
        if (definition === undefined) {
            return [fail("definition", "it is not a JSON object, so nobody can tell what it calls.")];
        }
        if (role === undefined) return [fail("roleArn", "it is missing; name the role by which the states call.")];
        if (role === UNKNOWN) return [undetermined("roleArn", "it is not known before the deployment.")];
        return typeof role === "string"
            ? [undetermined("roleArn", `${role} is no role of this stack, so nobody can tell here what it allows.`)]
            : check({ machine, definition, role, grants: grantsOf(role, stack) }, stack);
    };
}
