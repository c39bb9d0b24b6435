import assert from "node:assert/strict";
import { ServiceError } from "../../../../local/sagemaker/core/errors";
import { readServiceModel } from "../../../../local/sagemaker/core/serviceModel";
import { RequestValidator } from "../../../../local/sagemaker/core/validation";
import { python } from "../support";

describe("request validation", () => {
    let validator: RequestValidator;

    before(() => {
        validator = new RequestValidator(readServiceModel(python));
    });

    function problem(operation: string, input: unknown): ServiceError {
        try {
            validator.check(operation, input);
        } catch (error) {
            assert.ok(error instanceof ServiceError);
            return error;
        }
        assert.fail("the request was accepted");
    }

    it("takes a request that the service model allows", () => {
        validator.check("CreateEndpoint", { EndpointName: "cars", EndpointConfigName: "cars-1" });
    });

    it("words a broken pattern as AWS does", () => {
        const error = problem("DescribeTrainingJob", { TrainingJobName: "no_underscores" });
        assert.equal(error.code, "ValidationException");
        assert.equal(
            error.message,
            "1 validation error detected: Value 'no_underscores' at 'trainingJobName' failed to satisfy constraint: " +
                "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        );
    });

    it("matches patterns against the whole value", () => {
        problem("DescribeTrainingJob", { TrainingJobName: "cars one" });
        problem("DescribeTrainingJob", { TrainingJobName: "cars\n" });
    });

    it("reports every broken constraint at once", () => {
        const { message } = problem("CreateEndpoint", {});
        assert.match(message, /^2 validation errors detected: /);
        assert.match(message, /Value null at 'endpointName' failed to satisfy constraint: Member must not be null/);
        assert.match(message, /Value null at 'endpointConfigName'/);
    });

    it("names members of lists by their place", () => {
        const { message } = problem("CreateEndpointConfig", {
            EndpointConfigName: "cars",
            ProductionVariants: [{ VariantName: "A", ModelName: "m", InitialInstanceCount: 0 }],
        });
        assert.match(message, /Value '0' at 'productionVariants\.1\.member\.initialInstanceCount' failed/);
        assert.match(message, /Member must have value greater than or equal to 1/);
    });

    it("lists the values of an enumeration", () => {
        const { message } = problem("ListEndpoints", { SortOrder: "Up" });
        assert.match(message, /Member must satisfy enum value set: \[Ascending, Descending\]/);
    });

    it("checks the values of maps", () => {
        const { message } = problem("CreateTrainingJob", {
            TrainingJobName: "cars",
            RoleArn: "arn:aws:iam::111111111111:role/jobs",
            OutputDataConfig: { S3OutputPath: "s3://b/o" },
            HyperParameters: { eta: "1".repeat(2501) },
        });
        assert.match(message, /at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint/);
    });

    it("refuses a value of another type, as the JSON protocol does", () => {
        const error = problem("CreateEndpoint", { EndpointName: 7, EndpointConfigName: "cars" });
        assert.equal(error.code, "SerializationException");
        assert.equal(error.message, "NUMBER_VALUE can not be converted to a String at 'endpointName'");
        assert.equal(problem("ListEndpoints", { MaxResults: 1.5 }).code, "SerializationException");
        assert.equal(
            problem("CreateEndpointConfig", { EndpointConfigName: "a", ProductionVariants: {} }).code,
            "SerializationException",
        );
    });

    it("refuses members that the operation does not have", () => {
        const { message } = problem("CreateEndpoint", { EndpointName: "a", EndpointConfigName: "b", Endpoint: "c" });
        assert.match(message, /Unknown parameter in input: "Endpoint", must be one of: EndpointName,/);
    });

    it("compiles every pattern of the service model", () => {
        const model = readServiceModel(python);
        for (const [name, shape] of Object.entries(model.shapes)) {
            if (shape.type === "string" && shape.pattern) {
                const probe = { operations: { Probe: { input: { shape: name } } }, shapes: model.shapes };
                assert.doesNotThrow(() => {
                    try {
                        new RequestValidator(probe).check("Probe", "x");
                    } catch (error) {
                        assert.ok(error instanceof ServiceError, `${name}: ${String(error)}`);
                    }
                });
            }
        }
    });
});
