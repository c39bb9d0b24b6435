import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Account } from "../core/account";
import { invalid, messageOf } from "../core/errors";
import type { Services } from "../core/services";

/**
 * The alarms of a deployment.
 *
 * They are read with the role of the new fleet's first model: "Ensure that your IAM execution role has permission to
 * perform the cloudwatch:DescribeAlarms action on the auto-rollback alarms you specify"
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html). That the caller may, too,
 * is the emulator's to judge.
 */
export class RollbackAlarms {
    private constructor(
        private readonly services: Services,
        private readonly client: CloudWatchClient,
        private readonly roleArn: string,
        private readonly names: readonly string[],
    ) {}

    /** @throws ServiceError `ValidationException` where an alarm does not exist, or cannot be read */
    static async open(
        services: Services,
        account: Account,
        roleArn: string,
        names: readonly string[],
    ): Promise<RollbackAlarms> {
        const alarms = new RollbackAlarms(services, await services.aws.cloudWatch(account, roleArn), roleArn, names);
        try {
            const states = await alarms.states();
            const absent = names.filter((name) => !states.has(name));
            if (absent.length > 0) {
                throw invalid(`Could not find the following CloudWatch alarms: [${absent.join(", ")}].`);
            }
            return alarms;
        } catch (error) {
            alarms.close();
            throw error;
        }
    }

    /** The names of those that are in ALARM now, everything counted that has been invoked so far. */
    async tripped(): Promise<string[]> {
        await this.services.metrics.flush();
        return [...(await this.states())].filter(([, state]) => state === "ALARM").map(([name]) => name);
    }

    close(): void {
        this.client.destroy();
    }

    private async states(): Promise<Map<string, string | undefined>> {
        const { DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
        try {
            const { MetricAlarms } = await this.client.send(new DescribeAlarmsCommand({ AlarmNames: [...this.names] }));
            return new Map(MetricAlarms?.map((alarm) => [alarm.AlarmName!, alarm.StateValue]));
        } catch (error) {
            throw invalid(
                `Could not describe the alarms [${this.names.join(", ")}]. Please ensure that the role ${this.roleArn} ` +
                    `has the permission cloudwatch:DescribeAlarms. ${messageOf(error)}`,
            );
        }
    }
}
