import * as pulumi from "@pulumi/pulumi";
import { Component } from "./Component";
import { StartOnEvent, type StartOnEventArgs } from "./StartOnEvent";

export interface StartOnDataArgs extends Omit<StartOnEventArgs, "description" | "pattern"> {
    /** What happens when a file lands, e.g. `train used-cars-xgboost-dev`. */
    readonly purpose: string;
    readonly bucket: string;
    /** Keys begin with it; with a slash at its end. */
    readonly prefix: string;
    /** Keys end in one of them. */
    readonly endings: readonly string[];
}

/** Starts a state machine for each file that lands under a prefix, with S3's event as its input. */
export class StartOnData extends Component {
    constructor(name: string, args: StartOnDataArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:StartOnData", name, opts);
        new StartOnEvent(
            name,
            {
                ...args,
                description: `A file landed under ${args.prefix}: ${args.purpose}`,
                pattern: {
                    source: ["aws.s3"],
                    "detail-type": ["Object Created"],
                    detail: {
                        bucket: { name: [args.bucket] },
                        object: { key: args.endings.map((ending) => ({ wildcard: `${args.prefix}*${ending}` })) },
                    },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
