import * as pulumi from "@pulumi/pulumi";
import { claimStart } from "../../contracts/ledger";
import { s3Uri } from "../../contracts/places";
import { endRun } from "../../functions/shared/endRun";
import { notifyRun } from "../../functions/training/notifyRun";
import type { EncryptionKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { allowItems } from "../access/statements";
import { CallOnEnd, EndOfRuns } from "../blocks/CallOnEnd";
import { NotifyOnEnd } from "../blocks/NotifyOnEnd";
import type { TrainingStatementsArgs } from "./access/stateMachine";

export interface RunsEndArgs extends TrainingStatementsArgs {
    readonly model: string;
    readonly algorithm: string;
    readonly key: EncryptionKey;
    readonly topicArn: string;
    readonly ledgerTable: string;
    /** Where events wait that could not be dealt with: the queue `names.undelivered`. */
    readonly deadLetterArn: pulumi.Input<string>;
    readonly logRetentionDays?: number;
}

/** What happens at the end of each run, whatever it is: people are told, and the ledger is set right. */
export class RunsEnd extends pulumi.ComponentResource {
    constructor(name: string, args: RunsEndArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:RunsEnd", name, {}, opts);
        const { scope, names, key, deadLetterArn, logRetentionDays } = args;
        const endOfRuns = new EndOfRuns(
            name,
            {
                scope,
                ruleName: names.statusRule,
                description: `A run for ${names.endpoint} ended`,
                stateMachineName: names.stateMachine,
            },
            { parent: this },
        );
        const common = { scope, endOfRuns, key, deadLetterName: names.undelivered, deadLetterArn, logRetentionDays };
        new NotifyOnEnd(
            `${name}-notify`,
            {
                ...common,
                functionName: names.notifyRun,
                description: `Tells people how a run for ${names.endpoint} ended`,
                handler: notifyRun,
                topicArn: args.topicArn,
                environment: {
                    MODEL: args.model,
                    ALGORITHM: args.algorithm,
                    RUNS: s3Uri(args.artifactBucket, args.runsPrefix),
                },
                statements: [],
            },
            { parent: this },
        );
        new CallOnEnd(
            `${name}-release`,
            {
                ...common,
                functionName: names.endRun,
                description: `Gives back the lease, and the claims of failed runs, of ${names.endpoint}`,
                handler: endRun,
                environment: {
                    LEDGER_TABLE: args.ledgerTable,
                    LEASE_ID: names.lease,
                    STATE_MACHINE: names.stateMachine,
                },
                statements: endStatements(args),
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

/** The endpoint's lease and this state machine's claims, no other item of the ledger. */
function endStatements({ scope, names, ledgerTable }: RunsEndArgs): PolicyStatement[] {
    return [
        allowItems(scope, ledgerTable, "dynamodb:UpdateItem", names.lease),
        allowItems(scope, ledgerTable, "dynamodb:DeleteItem", `${claimStart(names.stateMachine)}*`),
    ];
}
