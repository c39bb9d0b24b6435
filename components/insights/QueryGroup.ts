import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { queryResultsPrefix } from "../../contracts/insights";
import { s3Uri } from "../../contracts/places";
import { Component } from "../blocks/Component";
import { preparedSql, type Query, savedSql } from "./queries/query";

export interface QueryGroupArgs {
    /** The workgroup's name. */
    readonly workgroup: string;
    readonly description: string;
    /** The Glue database that its queries are about. */
    readonly database: pulumi.Input<string>;
    /** Where its results go. */
    readonly bucket: string;
    readonly keyArn: pulumi.Input<string>;
    /** The most bytes that a query may read. */
    readonly scanLimit: number;
    readonly queries: readonly Query[];
}

/** An Athena workgroup whose settings hold for everybody, and its queries: saved for people, prepared for programs. */
export class QueryGroup extends Component {
    readonly workgroup: pulumi.Output<string>;

    constructor(name: string, args: QueryGroupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:insights:QueryGroup", name, opts);
        const parent = { parent: this };
        const workgroup = new aws.athena.Workgroup(
            name,
            {
                name: args.workgroup,
                description: args.description,
                // The history of queries goes with it.
                forceDestroy: true,
                configuration: {
                    enforceWorkgroupConfiguration: true,
                    publishCloudwatchMetricsEnabled: true,
                    bytesScannedCutoffPerQuery: args.scanLimit,
                    engineVersion: { selectedEngineVersion: "Athena engine version 3" },
                    resultConfiguration: {
                        outputLocation: s3Uri(args.bucket, queryResultsPrefix),
                        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: args.keyArn },
                    },
                },
            },
            parent,
        );
        for (const query of args.queries) {
            const common = { description: query.description, workgroup: workgroup.name };
            new aws.athena.NamedQuery(
                `${name}-${query.name}`,
                { name: query.name, database: args.database, query: savedSql(query), ...common },
                parent,
            );
            new aws.athena.PreparedStatement(
                `${name}-${query.name}`,
                { name: query.name, queryStatement: preparedSql(query), ...common },
                parent,
            );
        }
        this.workgroup = workgroup.name;
        this.registerOutputs({ workgroup: this.workgroup });
    }
}
