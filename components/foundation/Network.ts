import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../shared/scope";
import { endpointServiceName, interfaceEndpoints } from "./endpoints";

export interface NetworkArgs {
    readonly scope: Scope;
    /** Addresses of the VPC. @default "10.42.0.0/16" */
    readonly cidrBlock?: string;
    /** How many zones the private subnets spread over. @default 2 */
    readonly availabilityZones?: number;
}

/**
 * A VPC without a way to the internet, for jobs and models: private subnets, and an endpoint for each AWS service
 * that they call.
 */
export class Network extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    readonly subnetIds: pulumi.Output<string[]>;
    /** For jobs and models: they reach each other and the endpoints, nobody reaches them. */
    readonly securityGroupIds: pulumi.Output<string>[];

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:Network", name, {}, opts);
        const { scope } = args;
        const cidrBlock = args.cidrBlock ?? "10.42.0.0/16";
        const vpc = new awsx.ec2.Vpc(
            name,
            {
                cidrBlock,
                numberOfAvailabilityZones: args.availabilityZones ?? 2,
                natGateways: { strategy: "None" },
                subnetStrategy: "Auto",
                subnetSpecs: [{ type: "Isolated", name: "private" }],
                enableDnsHostnames: true,
                enableDnsSupport: true,
                tags: { Name: scope.prefix },
            },
            { parent: this },
        );
        const jobs = this.securityGroup(`${name}-jobs`, vpc.vpcId, `${scope.prefix}-jobs`, "Jobs and models");
        const endpoints = this.securityGroup(
            `${name}-endpoints`,
            vpc.vpcId,
            `${scope.prefix}-endpoints`,
            "Endpoints of AWS services",
        );
        this.openForJobs(name, jobs, endpoints);
        this.addEndpoints(name, scope, vpc, endpoints);

        this.vpcId = vpc.vpcId;
        this.subnetIds = vpc.isolatedSubnetIds;
        this.securityGroupIds = [jobs.id];
        this.registerOutputs({
            vpcId: this.vpcId,
            subnetIds: this.subnetIds,
            securityGroupIds: this.securityGroupIds,
        });
    }

    private securityGroup(
        name: string,
        vpcId: pulumi.Output<string>,
        groupName: string,
        description: string,
    ): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(
            name,
            { name: groupName, vpcId, description, tags: { Name: groupName } },
            { parent: this },
        );
    }

    private openForJobs(name: string, jobs: aws.ec2.SecurityGroup, endpoints: aws.ec2.SecurityGroup): void {
        const { SecurityGroupEgressRule, SecurityGroupIngressRule } = aws.vpc;
        const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
        new SecurityGroupIngressRule(
            `${name}-endpoints-from-jobs`,
            { ...https, securityGroupId: endpoints.id, referencedSecurityGroupId: jobs.id, description: "From jobs" },
            { parent: this },
        );
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

    private addEndpoints(name: string, scope: Scope, vpc: awsx.ec2.Vpc, endpoints: aws.ec2.SecurityGroup): void {
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
        for (const service of interfaceEndpoints) {
            new aws.ec2.VpcEndpoint(
                `${name}-${service}`,
                {
                    vpcId: vpc.vpcId,
                    serviceName: endpointServiceName(scope.region, service),
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
