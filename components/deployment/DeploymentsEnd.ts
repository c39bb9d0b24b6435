import * as pulumi from "@pulumi/pulumi";
import { s3Uri } from "../../contracts/places";
import { endDeployment } from "../../functions/deployment/endDeployment";
import { notifyDeployment } from "../../functions/deployment/notifyDeployment";
import type { EncryptionKey } from "../access/keyUse";
import { stateMachineArnOf } from "../access/scope";
import { allow, allowItems } from "../access/statements";
import { CallOnEnd, EndOfRuns } from "../blocks/CallOnEnd";
import { NotifyOnEnd } from "../blocks/NotifyOnEnd";
import type { DeploymentStatementsArgs } from "./access/stateMachine";

export interface DeploymentsEndArgs extends Omit<DeploymentStatementsArgs, "definition"> {
    readonly model: string;
    readonly algorithm: string;
    readonly key: EncryptionKey;
    readonly topicArn: string;
    /** Where events wait that could not be dealt with: the queue `names.undelivered`. */
    readonly deadLetterArn: pulumi.Input<string>;
    readonly logRetentionDays?: number;
}

/**
 * What happens at the end of each deployment, whatever it is: people are told, where no run tells them, and the lease
 * goes back, or to the settlement of a deployment that ended badly.
 */
export class DeploymentsEnd extends pulumi.ComponentResource {
    constructor(name: string, args: DeploymentsEndArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:DeploymentsEnd", name, {}, opts);
        const { scope, names, key, deadLetterArn, ledgerTable, logRetentionDays } = args;
        const stateMachineArn = stateMachineArnOf(scope, names.stateMachine);
        const endOfRuns = new EndOfRuns(
            name,
            {
                scope,
                ruleName: names.statusRule,
                description: `A deployment to ${names.endpoint} ended`,
                stateMachineName: names.stateMachine,
            },
            { parent: this },
        );
        const common = { scope, endOfRuns, key, deadLetterName: names.undelivered, deadLetterArn, logRetentionDays };
        new NotifyOnEnd(
            `${name}-notify`,
            {
                ...common,
                functionName: names.notifyDeployment,
                description: `Tells people how a deployment to ${names.endpoint} ended`,
                handler: notifyDeployment,
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
                functionName: names.endDeployment,
                description: `Gives back the lease of ${names.endpoint}, or has a deployment settled`,
                handler: endDeployment,
                environment: {
                    LEDGER_TABLE: ledgerTable,
                    LEASE_ID: names.lease,
                    STATE_MACHINE_ARN: stateMachineArn,
                },
                statements: [
                    allowItems(scope, ledgerTable, "dynamodb:UpdateItem", names.lease),
                    allow("states:StartExecution", stateMachineArn),
                ],
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
