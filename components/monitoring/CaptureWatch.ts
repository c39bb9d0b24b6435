import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { captureMetric, capturePeriodSeconds } from "../../contracts/captures";
import { variantName } from "../../contracts/names";
import { watchCapturesHandler } from "../../functions/monitoring/watchCaptures";
import type { EncryptionKey } from "../access/keyUse";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import { NodeFunction } from "../blocks/NodeFunction";
import { captureStatements } from "./access/captures";
import { captureAlarmName, type MonitorNames } from "./names";

export interface CaptureWatchArgs {
    readonly scope: Scope;
    readonly key: EncryptionKey;
    readonly names: MonitorNames;
    readonly model: string;
    /** By algorithm, the endpoint that serves. */
    readonly endpoints: Readonly<Record<string, string>>;
    readonly ledgerTable: string;
    /** The topic that tells people. */
    readonly topicArn: string;
    readonly logRetentionDays?: number;
}

/** Tells people of an endpoint that captures less than it should: the function that finds out, and an alarm each. */
export class CaptureWatch extends Component {
    /** Calls must wait for it. */
    readonly function: aws.lambda.Function;

    constructor(name: string, args: CaptureWatchArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:CaptureWatch", name, opts);
        const { scope, key, names, model, ledgerTable, topicArn } = args;
        const endpoints = Object.values(args.endpoints);
        const watch = new NodeFunction(
            name,
            {
                ...{ scope, key, logRetentionDays: args.logRetentionDays },
                functionName: names.watchCaptures,
                description: `Holds the captures of ${model} against its invocations`,
                factory: watchCapturesHandler({ endpoints, periodSeconds: capturePeriodSeconds }),
                environment: { LEDGER_TABLE: ledgerTable },
                statements: captureStatements({ scope, ledgerTable, endpoints }),
                timeout: 120,
            },
            { parent: this },
        );
        for (const [algorithm, endpoint] of Object.entries(args.endpoints)) {
            new aws.cloudwatch.MetricAlarm(
                `${name}-${algorithm}`,
                {
                    name: captureAlarmName(names, algorithm),
                    alarmDescription:
                        `${endpoint} captures less of what it is asked than it should, so that drift may not be seen: ` +
                        "data capture stops where a disk is nearly full",
                    namespace: captureMetric.namespace,
                    metricName: captureMetric.name,
                    dimensions: { EndpointName: endpoint, VariantName: variantName },
                    statistic: "Maximum",
                    comparisonOperator: "GreaterThanThreshold",
                    threshold: 0,
                    period: 60,
                    evaluationPeriods: 1,
                    // There are data once a run: until the next one, what the last one found holds.
                    treatMissingData: "ignore",
                    alarmActions: [topicArn],
                },
                { parent: this },
            );
        }
        this.function = watch.function;
        this.registerOutputs({ function: this.function });
    }
}
