import { leaseId } from "../../contracts/ledger";
import { notifyMonitoring } from "../../functions/monitoring/notifyMonitoring";
import { endRun } from "../../functions/shared/endRun";
import { allowItems } from "../access/statements";
import type { MonitorStatementsArgs } from "./access/stateMachine";

/** What the end of a monitoring run asks for: people are told how it failed, and the lease goes back. */
export function monitoringEnd(
    args: Pick<MonitorStatementsArgs, "scope" | "names" | "ledgerTable" | "artifactBucket"> & {
        readonly model: string;
    },
) {
    const { scope, names, model, ledgerTable } = args;
    const lease = leaseId(names.stateMachine);
    return {
        stateMachineName: names.stateMachine,
        ruleName: names.statusRule,
        description: `A monitoring run of ${model} ended`,
        deadLetterName: names.undelivered,
        record: {
            ...({ pipeline: "monitoring", model, algorithm: null } as const),
            ...{ base: names.base, bucket: args.artifactBucket },
        },
        notify: {
            functionName: names.notifyMonitoring,
            description: `Tells people of a monitoring run of ${model} that failed`,
            handler: notifyMonitoring,
            environment: { MODEL: model },
        },
        release: {
            functionName: names.endRun,
            description: `Gives the lease of a monitoring run of ${model} back`,
            handler: endRun,
            environment: { LEDGER_TABLE: ledgerTable, STATE_MACHINE: names.stateMachine, LEASE_ID: lease },
            statements: [allowItems(scope, ledgerTable, "dynamodb:UpdateItem", lease)],
        },
    };
}
