import { claimStart } from "../../contracts/ledger";
import { s3Uri } from "../../contracts/places";
import { endRun } from "../../functions/shared/endRun";
import { notifyRun } from "../../functions/training/notifyRun";
import { allowItems } from "../access/statements";
import type { TrainingStatementsArgs } from "./access/stateMachine";

/** What the end of a training run asks for, beside what the ends of all runs have in common. */
export function trainingEnd(
    args: TrainingStatementsArgs & { readonly model: string; readonly algorithm: string; readonly ledgerTable: string },
) {
    const { scope, names, ledgerTable } = args;
    return {
        stateMachineName: names.stateMachine,
        ruleName: names.statusRule,
        description: `A run for ${names.endpoint} ended`,
        deadLetterName: names.undelivered,
        record: {
            ...({ pipeline: "training", model: args.model, algorithm: args.algorithm } as const),
            ...{ base: names.endpoint, bucket: args.artifactBucket },
        },
        notify: {
            functionName: names.notifyRun,
            description: `Tells people how a run for ${names.endpoint} ended`,
            handler: notifyRun,
            environment: {
                MODEL: args.model,
                ALGORITHM: args.algorithm,
                RUNS: s3Uri(args.artifactBucket, args.runsPrefix),
            },
        },
        release: {
            functionName: names.endRun,
            description: `Gives back the lease, and the claims of failed runs, of ${names.endpoint}`,
            handler: endRun,
            environment: { LEDGER_TABLE: ledgerTable, LEASE_ID: names.lease, STATE_MACHINE: names.stateMachine },
            // The endpoint's lease and this state machine's claims, no other item of the ledger.
            statements: [
                allowItems(scope, ledgerTable, "dynamodb:UpdateItem", names.lease),
                allowItems(scope, ledgerTable, "dynamodb:DeleteItem", `${claimStart(names.stateMachine)}*`),
            ],
        },
    };
}
