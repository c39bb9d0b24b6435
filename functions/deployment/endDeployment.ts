import { type DeploymentRequest, deploymentRequestIn, isSettled, settlementName } from "../../contracts/deployments";
import { connectLeases, type ReleaseLease } from "../shared/leases";
import { parsedObject, type StatusChange } from "../shared/notices";
import { recordRun } from "../shared/recordRun";

/** What ending a deployment asks for. */
export interface Successors {
    readonly releaseLease: ReleaseLease;
    /** Removes the alarms that roll an update back; nothing where none was put. */
    readonly removeAlarms: () => Promise<void>;
    /** Starts an execution of the deployment's state machine; nothing where one of that name was started before. */
    readonly start: (name: string, input: DeploymentRequest) => Promise<void>;
}

export interface EndedDeployment {
    readonly execution: string;
    /** The name of the execution that settles it; null where none does, and the lease was given back. */
    readonly settlement: string | null;
}

/**
 * What comes after a deployment: no state can see to it, since none runs after a timeout or an abort.
 *
 * The lease goes back to others where the deployment succeeded, and the alarms go that watched its update, while nobody
 * else has the lease. Else its settlement takes it over, and looks at what serves; the update may go on till then. A settlement that ended badly is not settled again: its notice tells people what to do. Nothing is settled of a
 * stack that is taken down.
 */
export async function end(
    { releaseLease, removeAlarms, start }: Successors,
    { detail }: StatusChange,
    lease: string,
): Promise<EndedDeployment> {
    const { executionArn: execution, input } = detail;
    const request = deploymentRequestIn(parsedObject(input));
    if (request === undefined || !isSettled(detail, request)) {
        await removeAlarms();
        await releaseLease(lease, execution);
        return { execution, settlement: null };
    }
    const settlement = settlementName(detail.name);
    const { versionArn, rollsBack } = request;
    await start(settlement, { versionArn, settles: execution, ...(rollsBack && { rollsBack }) });
    return { execution, settlement };
}

/**
 * May run twice for one event. Environment: LEDGER_TABLE, LEASE_ID (`lease#<endpoint>`), STATE_MACHINE_ARN, ALARMS (names,
 * with commas between them), RUN_RECORD (see recordRun).
 */
export async function endDeployment(event: StatusChange): Promise<EndedDeployment> {
    const { SFNClient, StartExecutionCommand } = await import("@aws-sdk/client-sfn");
    const client = new SFNClient({});
    const successors: Successors = {
        releaseLease: await connectLeases(process.env.LEDGER_TABLE ?? ""),
        async removeAlarms() {
            const { CloudWatchClient, DeleteAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
            const cloudWatch = new CloudWatchClient({});
            // One by one: CloudWatch deletes none where one of those that are named is not there.
            for (const alarm of (process.env.ALARMS ?? "").split(",").filter((name) => name !== "")) {
                await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] })).catch((error: Error) => {
                    if (!["ResourceNotFound", "ResourceNotFoundException"].includes(error.name)) {
                        throw error;
                    }
                });
            }
        },
        async start(name, input) {
            const stateMachineArn = process.env.STATE_MACHINE_ARN;
            const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
            await client.send(command).catch((error: Error) => {
                if (error.name !== "ExecutionAlreadyExists") {
                    throw error;
                }
            });
        },
    };
    const ended = await end(successors, event, process.env.LEASE_ID ?? "");
    await recordRun(event);
    return ended;
}
