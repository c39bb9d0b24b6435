import { type DeploymentRequest, deploymentRequestIn, isSettled, settlementName } from "../../contracts/deployments";
import { connectLeases, type ReleaseLease } from "../shared/leases";
import { parsedObject, type StatusChange } from "../shared/notices";

/** What ending a deployment asks for. */
export interface Successors {
    readonly releaseLease: ReleaseLease;
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
 * The lease goes back to others where the deployment succeeded. Else its settlement takes it over, and looks at what
 * serves. A settlement that ended badly is not settled again: its notice tells people what to do. Nothing is settled of a
 * stack that is taken down.
 */
export async function end(
    { releaseLease, start }: Successors,
    { detail }: StatusChange,
    lease: string,
): Promise<EndedDeployment> {
    const { executionArn: execution, input } = detail;
    const request = deploymentRequestIn(parsedObject(input));
    if (request === undefined || !isSettled(detail, request)) {
        await releaseLease(lease, execution);
        return { execution, settlement: null };
    }
    const settlement = settlementName(detail.name);
    const { versionArn, rollsBack } = request;
    await start(settlement, { versionArn, settles: execution, ...(rollsBack && { rollsBack }) });
    return { execution, settlement };
}

/** May run twice for one event. Environment: LEDGER_TABLE, LEASE_ID (`lease#<endpoint>`), STATE_MACHINE_ARN. */
export async function endDeployment(event: StatusChange): Promise<EndedDeployment> {
    const { SFNClient, StartExecutionCommand } = await import("@aws-sdk/client-sfn");
    const client = new SFNClient({});
    const successors: Successors = {
        releaseLease: await connectLeases(process.env.LEDGER_TABLE ?? ""),
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
    return end(successors, event, process.env.LEASE_ID ?? "");
}
