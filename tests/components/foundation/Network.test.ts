import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Network, type NetworkArgs } from "../../../components/foundation/Network";
import { record, type Recording, valueOf } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "eu-west-1",
    accountId: "333333333333",
    stage: "dev",
    prefix: "drivetrain-platform-dev",
};
/** What the awsx component tells of the network that it makes. */
const vpcOutputs = {
    vpcId: "vpc-1",
    isolatedSubnetIds: ["subnet-1", "subnet-2"],
    routeTables: [{ id: "rtb-1" }, { id: "rtb-2" }],
};
const build = (args: Partial<NetworkArgs> = {}) =>
    record(() => new Network("network", { scope, ...args }), { "awsx:ec2:Vpc": vpcOutputs });

const tagged = (name: string) => ({ tags: { Name: `drivetrain-platform-dev${name}` } });

describe("Network", () => {
    let standard: Recording<Network>;
    before(async () => {
        standard = await build();
    });

    it("is a VPC of private subnets without a way to the internet", () => {
        assert.deepEqual(standard.inputs("awsx:ec2:Vpc"), {
            cidrBlock: "10.42.0.0/16",
            numberOfAvailabilityZones: 2,
            natGateways: { strategy: "None" },
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Isolated", name: "private" }],
            enableDnsHostnames: true,
            enableDnsSupport: true,
            ...tagged(""),
        });
    });

    it("tells where jobs and models run", async () => {
        const { vpcId, subnetIds, securityGroupIds } = standard.result;
        assert.equal(await valueOf(vpcId), "vpc-1");
        assert.deepEqual(await valueOf(subnetIds), ["subnet-1", "subnet-2"]);
        assert.deepEqual(await valueOf(pulumi.all(securityGroupIds)), ["network-jobs"]);
    });

    it("lets nothing through the group that AWS makes with a VPC", () => {
        assert.deepEqual(standard.inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), {
            vpcId: "vpc-1",
            ...tagged("-default"),
        });
    });

    it("lets jobs reach each other and services over TLS, and nobody reach jobs", () => {
        assert.deepEqual(standard.inputs("aws:ec2/securityGroup:SecurityGroup"), {
            vpcId: "vpc-1",
            description: "Jobs and models",
            ...tagged("-jobs"),
        });
        const jobs = "network-jobs";
        const among = {
            ipProtocol: "-1",
            securityGroupId: jobs,
            referencedSecurityGroupId: jobs,
            description: "Among the instances of a job",
        };
        assert.deepEqual(standard.inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), among);
        const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
        assert.deepEqual(standard.inputs(egress, "network-jobs-to-jobs"), among);
        assert.deepEqual(standard.inputs(egress, "network-jobs-to-services"), {
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            securityGroupId: jobs,
            cidrIpv4: "0.0.0.0/0",
            description: "To AWS services",
        });
    });

    it("reaches S3 from every subnet, and nothing else", () => {
        assert.deepEqual(standard.inputs("aws:ec2/vpcEndpoint:VpcEndpoint"), {
            vpcId: "vpc-1",
            serviceName: "com.amazonaws.eu-west-1.s3",
            vpcEndpointType: "Gateway",
            routeTableIds: ["rtb-1", "rtb-2"],
            ...tagged("-s3"),
        });
    });

    it("reaches the services that it is told, for jobs only", async () => {
        const { inputs } = await build({ interfaceEndpoints: ["logs", "ecr.api"] });
        const endpoints = "network-endpoints";
        for (const service of ["logs", "ecr.api"]) {
            assert.deepEqual(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", `network-${service}`), {
                vpcId: "vpc-1",
                serviceName: `com.amazonaws.eu-west-1.${service}`,
                vpcEndpointType: "Interface",
                privateDnsEnabled: true,
                subnetIds: ["subnet-1", "subnet-2"],
                securityGroupIds: [endpoints],
                ...tagged(`-${service}`),
            });
        }
        assert.deepEqual(
            inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "network-endpoints-from-jobs"),
            {
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                securityGroupId: endpoints,
                referencedSecurityGroupId: "network-jobs",
                description: "From jobs",
            },
        );
    });

    it("takes other addresses and other zones", async () => {
        const zones = ["eu-west-1b", "eu-west-1c"];
        const named = (await build({ cidrBlock: "10.9.0.0/20", availabilityZoneNames: zones })).inputs("awsx:ec2:Vpc");
        assert.equal(named["cidrBlock"], "10.9.0.0/20");
        assert.deepEqual(named["availabilityZoneNames"], zones);
        assert.equal(named["numberOfAvailabilityZones"], undefined);
        const counted = (await build({ availabilityZones: 3, availabilityZoneNames: [] })).inputs("awsx:ec2:Vpc");
        assert.equal(counted["numberOfAvailabilityZones"], 3);
    });
});
