import * as pulumi from "@pulumi/pulumi";
import { Component } from "./Component";
import { StartOnEvent, type StartOnEventArgs } from "./StartOnEvent";

export interface StartOnDataArgs extends Omit<StartOnEventArgs, "description" | "pattern"> {
    /** What happens when a file lands, e.g. `train used-cars-xgboost-dev`. */
    readonly purpose: string;
    readonly bucket: string;
    /** Keys begin with it; with a slash at its end. */
    readonly prefix: string;
}

/** Starts a state machine for each CSV file that lands under a prefix, with S3's event as its input. */
export class StartOnData extends Component {
    constructor(name: string, args: StartOnDataArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:StartOnData", name, opts);
        new StartOnEvent(
            name,
            {
                ...args,
                description: `A CSV file landed under ${args.prefix}: ${args.purpose}`,
                pattern: {
                    source: ["aws.s3"],
                    "detail-type": ["Object Created"],
                    detail: {
                        bucket: { name: [args.bucket] },
                        object: { key: [{ wildcard: `${args.prefix}*.csv` }] },
                    },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
