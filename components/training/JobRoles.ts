import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Image } from "../shared/model";
import { type PolicyStatement, ServiceRole } from "../shared/role";
import { type JobStatementsArgs, preprocessStatements, serveStatements, trainStatements } from "./statements";

/** Where jobs and models run: a model without it runs in SageMaker's own network. */
export interface JobNetwork {
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
}

export interface JobRolesArgs extends Omit<JobStatementsArgs, "images" | "network"> {
    readonly model: string;
    readonly images: pulumi.Input<JobStatementsArgs["images"]>;
    readonly network: pulumi.Input<JobNetwork | undefined>;
}

/** One role for each kind of container that a run starts: pre-processing, training, serving. */
export class JobRoles extends pulumi.ComponentResource {
    readonly preprocess: ServiceRole;
    readonly train: ServiceRole;
    readonly serve: ServiceRole;

    constructor(name: string, args: JobRolesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:JobRoles", name, {}, opts);
        const { scope, names, model } = args;
        const known = pulumi
            .all([args.images, args.network])
            .apply(([images, network]): JobStatementsArgs => ({ ...args, images, network }));
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
        this.registerOutputs({ preprocess: this.preprocess, train: this.train, serve: this.serve });
    }

    /** What must exist before a run can start. */
    get ready(): pulumi.Resource[] {
        return [this.preprocess, this.train, this.serve].flatMap((role) => role.ready);
    }
}

type StatementsOf = (args: JobStatementsArgs) => PolicyStatement[];

/** The address of an image in SageMaker's own registry, whose account differs by region. */
export function imageAddress(image: Image, parent: pulumi.Resource): pulumi.Output<string> {
    return aws.sagemaker.getPrebuiltEcrImageOutput(
        { repositoryName: image.repository, imageTag: image.tag },
        { parent },
    ).registryPath;
}
