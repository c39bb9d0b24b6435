import * as pulumi from "@pulumi/pulumi";
import type { JobNetwork } from "../access/jobNetwork";
import type { PolicyStatement } from "../access/policyStatement";
import { Component } from "../blocks/Component";
import { ServiceRole } from "../blocks/ServiceRole";
import {
    baselineStatements,
    type JobStatementsArgs,
    preprocessStatements,
    serveStatements,
    trainStatements,
} from "./access/jobs";

export interface JobRolesArgs extends Omit<JobStatementsArgs, "repositories" | "network"> {
    readonly model: string;
    readonly repositories: pulumi.Input<JobStatementsArgs["repositories"]>;
    readonly network: pulumi.Input<JobNetwork | undefined>;
}

/** One role for each kind of container that a run starts: pre-processing, training, serving, telling baselines. */
export class JobRoles extends Component {
    readonly preprocess: ServiceRole;
    readonly train: ServiceRole;
    readonly serve: ServiceRole;
    /** Undefined where runs make no baselines. */
    readonly baseline: ServiceRole | undefined;

    constructor(name: string, args: JobRolesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:JobRoles", name, opts);
        const { scope, names, model } = args;
        const known = pulumi
            .all([args.repositories, args.network])
            .apply(([repositories, network]): JobStatementsArgs => ({ ...args, repositories, network }));
        const role = (suffix: string, roleName: string, description: string, statements: StatementsOf): ServiceRole =>
            new ServiceRole(
                `${name}-${suffix}`,
                {
                    scope,
                    roleName,
                    service: "sagemaker.amazonaws.com",
                    description,
                    statements: known.apply(statements),
                },
                { parent: this },
            );
        this.preprocess = role(
            "preprocess",
            names.preprocessRole,
            `Pre-processing jobs of ${model}`,
            preprocessStatements,
        );
        this.train = role("train", names.trainRole, `Training jobs of ${model}`, trainStatements);
        this.serve = role("serve", names.serveRole, `The endpoint ${names.endpoint}`, serveStatements);
        this.baseline = args.monitoring
            ? role("baseline", names.baselineRole, `Baselines of ${model}`, baselineStatements)
            : undefined;
        this.registerOutputs({
            preprocess: this.preprocess,
            train: this.train,
            serve: this.serve,
            baseline: this.baseline,
        });
    }

    /** What must exist before a run can start. */
    get ready(): pulumi.Resource[] {
        return [this.preprocess, this.train, this.serve, this.baseline].flatMap((role) => role?.ready ?? []);
    }
}

type StatementsOf = (args: JobStatementsArgs) => PolicyStatement[];
