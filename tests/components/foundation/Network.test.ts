import assert from "node:assert/strict";
import { endpointServiceName, interfaceEndpoints } from "../../../components/foundation/endpoints";

describe("endpoints of AWS services in the VPC", () => {
    it("cover what jobs and models call in subnets without a way to the internet", () => {
        for (const service of ["ecr.api", "ecr.dkr", "logs", "monitoring", "sts", "kms", "sagemaker.api"] as const) {
            assert.ok(interfaceEndpoints.includes(service), service);
        }
    });

    it("have the names that a region gives them", () => {
        assert.equal(endpointServiceName("eu-west-1", "sagemaker.api"), "com.amazonaws.eu-west-1.sagemaker.api");
        assert.equal(endpointServiceName("cn-north-1", "ecr.api"), "cn.com.amazonaws.cn-north-1.ecr.api");
    });
});
