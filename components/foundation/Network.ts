import * as aws from "@pulumi/aws";
// The module alone: all of awsx would load its former versions and an AWS client with them.
import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { requireScope } from "../access/stackScope";
import { Component } from "../blocks/Component";

export interface NetworkArgs {
    /**
     * Where resources live and how they are called, as far as it is not to be the default.
     * @default region and account of the stack's config, the stack's name as the stage, and names that begin with
     * `drivetrain-<stage>-<the network's name>`
     */
    readonly scope?: Partial<Scope>;
    /** Addresses of the VPC. @default "10.42.0.0/16" */
    readonly cidrBlock?: string;
    /** How many zones the private subnets spread over. SageMaker's hosting takes two at least. @default 2 */
    readonly availabilityZones?: number;
    /** Which zones those are: not every zone has every instance type. @default the first zones of the region */
    readonly availabilityZoneNames?: readonly string[];
    /** AWS services beside S3 that the subnets reach, as their endpoints call them: `logs`, `ecr.api`. @default [] */
    readonly interfaceEndpoints?: readonly string[];
}

const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/**
 * A VPC without a way to the internet, for jobs and models: private subnets, and an endpoint for S3.
 *
 * No other service needs one. Jobs and models run in network isolation, where a container makes no calls: SageMaker
 * itself fetches and leaves their data in S3, and that is what it does through the VPC. It pulls images and writes
 * logs outside of it. An interface endpoint costs money every hour in every zone, so there is none unless asked for,
 * e.g. for containers without isolation.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html (EnableNetworkIsolation)
 * https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html, process-vpc.html and host-vpc.html
 */
export class Network extends Component {
    readonly vpcId: pulumi.Output<string>;
    readonly subnetIds: pulumi.Output<string[]>;
    /** For jobs and models: they reach each other and the endpoints, nobody reaches them. */
    readonly securityGroupIds: pulumi.Output<string>[];

    constructor(name: string, args: NetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:Network", name, opts);
        const scope = requireScope(name, args.scope, this);
        const { availabilityZoneNames = [], interfaceEndpoints = [] } = args;
        const vpc = new Vpc(
            name,
            {
                cidrBlock: args.cidrBlock ?? "10.42.0.0/16",
                ...(availabilityZoneNames.length > 0
                    ? { availabilityZoneNames: [...availabilityZoneNames] }
                    : { numberOfAvailabilityZones: args.availabilityZones ?? 2 }),
                natGateways: { strategy: "None" },
                subnetStrategy: "Auto",
                subnetSpecs: [{ type: "Isolated", name: "private" }],
                enableDnsHostnames: true,
                enableDnsSupport: true,
                tags: { Name: scope.prefix },
            },
            { parent: this },
        );
        // What names no group is put into this one, which lets everything through as AWS makes it.
        new aws.ec2.DefaultSecurityGroup(
            name,
            { vpcId: vpc.vpcId, tags: { Name: `${scope.prefix}-default` } },
            { parent: this },
        );
        const jobs = this.securityGroup(`${name}-jobs`, vpc.vpcId, `${scope.prefix}-jobs`, "Jobs and models");
        this.openForJobs(name, jobs);
        this.reachStorage(name, scope, vpc);
        if (interfaceEndpoints.length > 0) this.reachServices(name, scope, vpc, jobs, interfaceEndpoints);

        this.vpcId = vpc.vpcId;
        this.subnetIds = vpc.isolatedSubnetIds;
        this.securityGroupIds = [jobs.id];
        this.registerOutputs({
            vpcId: this.vpcId,
            subnetIds: this.subnetIds,
            securityGroupIds: this.securityGroupIds,
        });
    }

    /** It has a name of the engine's making: AWS deletes no group that is in use, so a new one comes before that. */
    private securityGroup(
        name: string,
        vpcId: pulumi.Output<string>,
        shownName: string,
        description: string,
    ): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(name, { vpcId, description, tags: { Name: shownName } }, { parent: this });
    }

    private openForJobs(name: string, jobs: aws.ec2.SecurityGroup): void {
        const { SecurityGroupEgressRule, SecurityGroupIngressRule } = aws.vpc;
        // Instances of one training job speak to each other on ports that the algorithm chooses.
        const among = { ipProtocol: "-1", securityGroupId: jobs.id, referencedSecurityGroupId: jobs.id };
        new SecurityGroupIngressRule(
            `${name}-jobs-from-jobs`,
            { ...among, description: "Among the instances of a job" },
            { parent: this },
        );
        new SecurityGroupEgressRule(
            `${name}-jobs-to-jobs`,
            { ...among, description: "Among the instances of a job" },
            { parent: this },
        );
        // S3's gateway endpoint has public addresses; without a way to the internet nothing else answers there.
        new SecurityGroupEgressRule(
            `${name}-jobs-to-services`,
            { ...https, securityGroupId: jobs.id, cidrIpv4: "0.0.0.0/0", description: "To AWS services" },
            { parent: this },
        );
    }

    private reachStorage(name: string, scope: Scope, vpc: Vpc): void {
        new aws.ec2.VpcEndpoint(
            `${name}-s3`,
            {
                vpcId: vpc.vpcId,
                serviceName: `com.amazonaws.${scope.region}.s3`,
                vpcEndpointType: "Gateway",
                routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
                tags: { Name: `${scope.prefix}-s3` },
            },
            { parent: this },
        );
    }

    private reachServices(
        name: string,
        scope: Scope,
        vpc: Vpc,
        jobs: aws.ec2.SecurityGroup,
        services: readonly string[],
    ): void {
        const endpoints = this.securityGroup(
            `${name}-endpoints`,
            vpc.vpcId,
            `${scope.prefix}-endpoints`,
            "Endpoints of AWS services",
        );
        new aws.vpc.SecurityGroupIngressRule(
            `${name}-endpoints-from-jobs`,
            { ...https, securityGroupId: endpoints.id, referencedSecurityGroupId: jobs.id, description: "From jobs" },
            { parent: this },
        );
        for (const service of services) {
            new aws.ec2.VpcEndpoint(
                `${name}-${service}`,
                {
                    vpcId: vpc.vpcId,
                    serviceName: `com.amazonaws.${scope.region}.${service}`,
                    vpcEndpointType: "Interface",
                    privateDnsEnabled: true,
                    subnetIds: vpc.isolatedSubnetIds,
                    securityGroupIds: [endpoints.id],
                    tags: { Name: `${scope.prefix}-${service}` },
                },
                { parent: this },
            );
        }
    }
}
