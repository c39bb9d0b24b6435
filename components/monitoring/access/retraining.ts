import { claimStart, leaseId } from "../../../contracts/ledger";
import { retrainingId } from "../../../contracts/retraining";
import type { PolicyStatement } from "../../access/policyStatement";
import { executionArnsOf, type Scope, stateMachineArnOf } from "../../access/scope";
import { allow, allowItems, readObjects } from "../../access/statements";

export interface RetrainingStatementsArgs {
    readonly scope: Scope;
    readonly ledgerTable: string;
    readonly landingBucket: string;
    /** Prefix that training data lands under, with a slash at its end. */
    readonly landingPrefix: string;
    /** The monitor's state machine. */
    readonly stateMachine: string;
    /** The training pipelines' state machines, and the endpoints that they train for. */
    readonly pipelines: readonly { readonly stateMachine: string; readonly endpoint: string }[];
}

/** The function that starts training looks for what is new, notes that it did, and starts runs of the model's own. */
export function retrainingStatements(args: RetrainingStatementsArgs): PolicyStatement[] {
    const { scope, ledgerTable, landingBucket, landingPrefix, pipelines } = args;
    const machines = pipelines.map(({ stateMachine }) => stateMachine);
    return [
        ...readObjects(scope, landingBucket, landingPrefix),
        allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:UpdateItem"], retrainingId(args.stateMachine)),
        ...pipelines.flatMap(({ stateMachine, endpoint }) => [
            allowItems(scope, ledgerTable, "dynamodb:GetItem", leaseId(endpoint)),
            allowItems(scope, ledgerTable, "dynamodb:GetItem", `${claimStart(stateMachine)}*`),
        ]),
        allow(
            "states:StartExecution",
            machines.map((machine) => stateMachineArnOf(scope, machine)),
        ),
        allow(
            "states:DescribeExecution",
            machines.map((machine) => executionArnsOf(scope, machine)),
        ),
    ];
}
