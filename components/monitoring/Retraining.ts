import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { leaseId } from "../../contracts/ledger";
import { driftDetected } from "../../contracts/monitoring";
import { trainingMachineName } from "../../contracts/names";
import type { RetrainingSettings } from "../../contracts/retraining";
import { startRetrainingHandler } from "../../functions/monitoring/startRetraining";
import type { EncryptionKey } from "../access/keyUse";
import { executionArnsOf, type Scope, stateMachineArnOf } from "../access/scope";
import { allow } from "../access/statements";
import { CallOnEvent } from "../blocks/CallOnEvent";
import { Component } from "../blocks/Component";
import { retrainingStatements } from "./access/retraining";
import type { MonitorNames } from "./names";

export interface RetrainingArgs {
    readonly scope: Scope;
    readonly key: EncryptionKey;
    readonly names: MonitorNames;
    readonly model: string;
    /** By algorithm, the endpoint that its pipeline trains for. */
    readonly endpoints: Readonly<Record<string, string>>;
    readonly retrain: RetrainingSettings;
    readonly ledgerTable: string;
    readonly landingBucket: string;
    /** Prefix that training data lands under, with a slash at its end. */
    readonly landingPrefix: string;
    /** The topic that tells people of runs. */
    readonly topicArn: string;
    readonly deadLetterArn: pulumi.Input<string>;
    readonly logRetentionDays?: number;
}

/** Starts training where the monitor finds drift: once in a while, and where there is something new to learn from. */
export class Retraining extends Component {
    constructor(name: string, args: RetrainingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:Retraining", name, opts);
        const { scope, key, names, model, topicArn, ledgerTable, landingBucket, landingPrefix } = args;
        const rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: names.retrainRule,
                description: `${model} drifted: train it anew`,
                eventPattern: JSON.stringify({
                    source: [driftDetected.source],
                    "detail-type": [driftDetected.detailType],
                    // The same model may have another stage in the account.
                    detail: { execution: [{ prefix: executionArnsOf(scope, names.stateMachine).slice(0, -1) }] },
                }),
            },
            { parent: this },
        );
        const pipelines = pipelinesOf(args);
        new CallOnEvent(
            name,
            {
                ...{ scope, key, rule, logRetentionDays: args.logRetentionDays },
                ...{ deadLetterName: names.undelivered, deadLetterArn: args.deadLetterArn },
                functionName: names.retrain,
                description: `Trains ${model} anew where it drifted`,
                factory: startRetrainingHandler(
                    {
                        ...{ model, ...args.retrain },
                        pipelines: Object.fromEntries(
                            pipelines.map(({ algorithm, stateMachine, endpoint }) => [
                                algorithm,
                                {
                                    name: stateMachine,
                                    arn: stateMachineArnOf(scope, stateMachine),
                                    lease: leaseId(endpoint),
                                },
                            ]),
                        ),
                    },
                    { bucket: landingBucket, prefix: landingPrefix, monitor: names.stateMachine },
                ),
                environment: { LEDGER_TABLE: ledgerTable, TOPIC_ARN: topicArn },
                statements: [
                    ...retrainingStatements({
                        ...{ scope, ledgerTable, landingBucket, landingPrefix, pipelines },
                        stateMachine: names.stateMachine,
                    }),
                    allow("sns:Publish", topicArn),
                ],
                timeout: 120,
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

function pipelinesOf({ scope, endpoints }: RetrainingArgs) {
    return Object.entries(endpoints).map(([algorithm, endpoint]) => ({
        algorithm,
        endpoint,
        stateMachine: trainingMachineName(scope.prefix, algorithm),
    }));
}
