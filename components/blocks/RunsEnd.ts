import * as pulumi from "@pulumi/pulumi";
import { runRecordsPrefix } from "../../contracts/records";
import type { RecordedPipeline } from "../../functions/shared/recordRun";
import type { EncryptionKey } from "../access/keyUse";
import { bucketArnOf, type Scope } from "../access/scope";
import { allow } from "../access/statements";
import { CallOnEnd, type CallOnEndArgs, EndOfRuns } from "./CallOnEnd";
import { Component } from "./Component";
import { NotifyOnEnd, type NotifyOnEndArgs } from "./NotifyOnEnd";

export interface RunsEndArgs<Event, Notice, Ended> {
    readonly scope: Scope;
    readonly key: EncryptionKey;
    readonly stateMachineName: string;
    /** The rule that sees the ends, and what it is about: `A run for used-cars-xgboost-dev ended`. */
    readonly ruleName: string;
    readonly description: string;
    /** The topic that tells people. */
    readonly topicArn: string;
    /** The function that tells people: it publishes to the topic, and may do nothing else but what `statements` say. */
    readonly notify: Pick<NotifyOnEndArgs<Event, Notice>, "functionName" | "description" | "handler" | "environment"> &
        Partial<Pick<NotifyOnEndArgs<Event, Notice>, "statements">>;
    /** The function that sets right what the run held: its claim, a lease. */
    readonly release: Pick<
        NotifyOnEndArgs<Event, Ended>,
        "functionName" | "description" | "handler" | "environment" | "statements"
    >;
    /** What that function records of the run, for insights. */
    readonly record: RecordedPipeline;
    /** Where events wait that could not be dealt with, by its physical name and its ARN. */
    readonly deadLetterName: string;
    readonly deadLetterArn: CallOnEndArgs<Event, Ended>["deadLetterArn"];
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/** What happens at the end of each run, whatever it is: people are told, and the ledger is set right. */
export class RunsEnd<Event = unknown, Notice = unknown, Ended = unknown> extends Component {
    constructor(name: string, args: RunsEndArgs<Event, Notice, Ended>, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:RunsEnd", name, opts);
        const { topicArn, notify, release, record, ...common } = args;
        const parent = { parent: this };
        const endOfRuns = new EndOfRuns(name, common, parent);
        new NotifyOnEnd<Event, Notice>(
            `${name}-notify`,
            { ...common, ...notify, endOfRuns, topicArn, statements: notify.statements ?? [] },
            parent,
        );
        new CallOnEnd<Event, Ended>(
            `${name}-release`,
            {
                ...{ ...common, ...release, endOfRuns },
                environment: { ...release.environment, RUN_RECORD: JSON.stringify(record) },
                statements: [
                    ...release.statements,
                    allow("s3:PutObject", bucketArnOf(args.scope, record.bucket, `${runRecordsPrefix}*`)),
                ],
            },
            parent,
        );
        this.registerOutputs({});
    }
}
