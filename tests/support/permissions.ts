import assert from "node:assert/strict";
import type { PolicyStatement } from "../../components/access/policyStatement";
import { type Definition, nestedIn, type State } from "../../components/asl/states";
import { requirementOf } from "../../policies/reading/callActions";
import { covers } from "../../policies/reading/permissions";
import { callOf, findTasks } from "../../policies/reading/stateMachine";
import { isSageMakerJob } from "../../policies/reading/waitActions";

export { covers };

export interface Call {
    readonly integration: string;
    readonly request: Record<string, unknown>;
}

export function callsOf(definition: Definition): Call[] {
    return Object.values(definition.States).flatMap((state: State<string>): Call[] => {
        if (state.Type !== "Task") return nestedIn(state).flatMap(callsOf);
        return [
            {
                integration: state.Resource.replace("arn:aws:states:::", ""),
                request: state.Arguments as Record<string, unknown>,
            },
        ];
    });
}

export const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** What statements allow. */
export class Permissions {
    constructor(readonly statements: readonly PolicyStatement[]) {}

    get actions(): string[] {
        return [...new Set(this.statements.flatMap(({ Action }) => list(Action)))].sort();
    }

    allowed(action: string): PolicyStatement[] {
        return this.statements.filter(({ Action }) => list(Action).includes(action));
    }

    resourcesOf(action: string): string[] {
        return this.allowed(action).flatMap(({ Resource }) => list(Resource));
    }

    isCovered(action: string, arn: string): boolean {
        return this.resourcesOf(action).some((pattern) => covers(pattern, arn));
    }
}

/**
 * What the calls of a definition need where everything that they touch has the stack's key, in the words of the rules
 * sfn/grantCalls and sfn/grantNothingElse.
 * @param jobsGrantThemselves whether the roles of jobs may have their volumes encrypted, so that who creates a job need not
 */
export function neededActions(definition: Definition, jobsGrantThemselves = true): string[] {
    const actions = findTasks({ ...definition }).flatMap((task) => {
        const required = requirementOf(task);
        assert.ok(required !== undefined, `nobody has listed what ${task.resource} needs`);
        const isJob = isSageMakerJob(callOf(task)?.action ?? "");
        const all = [...required.needs.flat(), ...required.mayNeed];
        return isJob && jobsGrantThemselves ? all.filter((action) => action !== "kms:CreateGrant") : all;
    });
    return [...new Set(actions)].sort();
}
