import { s3Uri } from "../../contracts/places";
import { endDeployment } from "../../functions/deployment/endDeployment";
import { notifyDeployment } from "../../functions/deployment/notifyDeployment";
import { executionArnsOf, stateMachineArnOf } from "../access/scope";
import { allow, allowItems } from "../access/statements";
import { alarmArns, type DeploymentStatementsArgs } from "./access/stateMachine";

/**
 * What the end of a deployment asks for: people are told, where no run tells them, and the lease goes back, or to the
 * settlement of a deployment that ended badly. The alarms go that watched an update.
 */
export function deploymentEnd(
    args: Omit<DeploymentStatementsArgs, "definition"> & { readonly model: string; readonly algorithm: string },
) {
    const { scope, names, ledgerTable } = args;
    const stateMachineArn = stateMachineArnOf(scope, names.stateMachine);
    return {
        stateMachineName: names.stateMachine,
        ruleName: names.statusRule,
        description: `A deployment to ${names.endpoint} ended`,
        deadLetterName: names.undelivered,
        record: {
            ...({ pipeline: "deployment", model: args.model, algorithm: args.algorithm } as const),
            ...{ base: names.endpoint, bucket: args.artifactBucket },
        },
        notify: {
            functionName: names.notifyDeployment,
            description: `Tells people how a deployment to ${names.endpoint} ended`,
            handler: notifyDeployment,
            environment: {
                MODEL: args.model,
                ALGORITHM: args.algorithm,
                RUNS: s3Uri(args.artifactBucket, args.runsPrefix),
            },
            // Whether the run that sent a version still tells of it.
            statements: [allow("states:DescribeExecution", executionArnsOf(scope, names.training))],
        },
        release: {
            functionName: names.endDeployment,
            description: `Gives back the lease of ${names.endpoint}, or has a deployment settled`,
            handler: endDeployment,
            environment: {
                ...{ LEDGER_TABLE: ledgerTable, LEASE_ID: names.lease, STATE_MACHINE_ARN: stateMachineArn },
                ALARMS: Object.values<string>({ ...names.rollbackAlarms }).join(","),
            },
            statements: [
                allowItems(scope, ledgerTable, "dynamodb:UpdateItem", names.lease),
                allow("states:StartExecution", stateMachineArn),
                allow("cloudwatch:DeleteAlarms", alarmArns(scope, names)),
            ],
        },
    };
}
