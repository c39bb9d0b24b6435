import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Scope, stateMachineArnOf } from "../access/scope";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { CallOnEvent, type CallOnEventArgs } from "./CallOnEvent";
import { Component } from "./Component";

export interface EndOfRunsArgs {
    readonly scope: Scope;
    readonly ruleName: string;
    readonly description: string;
    readonly stateMachineName: string;
}

/**
 * The rule that sees how each execution of a state machine ends: one event for one change of status.
 *
 * The service's own event is what counts, since a state machine cannot catch that it timed out or was aborted.
 */
export class EndOfRuns extends Component {
    readonly rule: aws.cloudwatch.EventRule;

    constructor(name: string, args: EndOfRunsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:EndOfRuns", name, opts);
        requireValid(
            [
                ...validateText(["ruleName"], args.ruleName, awsTexts.ruleName),
                ...validateText(["description"], args.description, awsTexts.ruleDescription),
            ],
            this,
        );
        this.rule = new aws.cloudwatch.EventRule(
            name,
            {
                name: args.ruleName,
                description: args.description,
                eventPattern: JSON.stringify({
                    source: ["aws.states"],
                    "detail-type": ["Step Functions Execution Status Change"],
                    detail: {
                        stateMachineArn: [stateMachineArnOf(args.scope, args.stateMachineName)],
                        status: ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
                    },
                }),
            },
            { parent: this },
        );
        this.registerOutputs({ rule: this.rule });
    }
}

/** A union stays one: what is left out is left out of each of its members. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

export type CallOnEndArgs<E, R> = Without<CallOnEventArgs<E, R>, "rule"> & { readonly endOfRuns: EndOfRuns };

/** Calls a function at the end of each run. */
export class CallOnEnd<E = unknown, R = unknown> extends CallOnEvent<E, R> {
    constructor(name: string, args: CallOnEndArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
        super(name, { ...args, rule: args.endOfRuns.rule }, opts, "drivetrain:blocks:CallOnEnd");
    }
}
