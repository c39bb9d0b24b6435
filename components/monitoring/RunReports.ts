import type * as pulumi from "@pulumi/pulumi";
import { writeReportHandler } from "../../functions/insights/writeReport";
import type { EncryptionKey } from "../access/keyUse";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import { NodeFunction } from "../blocks/NodeFunction";
import { reportStatements } from "./access/jobs";
import type { MonitorNames } from "./names";

export interface RunReportsArgs {
    readonly scope: Scope;
    readonly names: MonitorNames;
    /** The model's name. */
    readonly model: string;
    readonly key: EncryptionKey;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly logRetentionDays?: number;
}

/** What writes a page for people of each monitoring run: the function alone, which the state machine calls. */
export class RunReports extends Component {
    constructor(name: string, args: RunReportsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:RunReports", name, opts);
        const { scope, names, model, key, logRetentionDays } = args;
        new NodeFunction(
            name,
            {
                scope,
                functionName: names.writeReport,
                description: `Writes the report of what ${model} is asked`,
                factory: writeReportHandler(),
                environment: { MODEL: model },
                statements: reportStatements(args),
                // The records of the last runs are read, and a thousand features have much to tell.
                ...{ timeout: 300, memory: 1024 },
                ...{ key, logRetentionDays },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
