import * as pulumi from "@pulumi/pulumi";
import { CallOnEnd, type CallOnEndArgs } from "./CallOnEnd";
import { Component } from "./Component";

export type NotifyOnEndArgs<E, R> = Omit<CallOnEndArgs<E, R>, "factory"> & {
    /** The topic that tells people; the handler finds it in `TOPIC_ARN`, beside its own `environment`. */
    readonly topicArn: string;
    readonly handler: NonNullable<CallOnEndArgs<E, R>["handler"]>;
};

/** Tells people how each run ended. */
export class NotifyOnEnd<E = unknown, R = unknown> extends Component {
    constructor(name: string, args: NotifyOnEndArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:NotifyOnEnd", name, opts);
        const { topicArn } = args;
        new CallOnEnd<E, R>(
            name,
            {
                ...args,
                environment: { TOPIC_ARN: topicArn, ...args.environment },
                statements: [...args.statements, { Effect: "Allow", Action: "sns:Publish", Resource: topicArn }],
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
