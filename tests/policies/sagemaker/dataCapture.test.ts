import assert from "node:assert/strict";
import type { Example, Settings } from "../../../policies/engine/rule";
import { captureBothSides } from "../../../policies/sagemaker/captureBothSides";
import { captureUnderModelPrefix } from "../../../policies/sagemaker/captureUnderModelPrefix";
import { enableDataCapture } from "../../../policies/sagemaker/enableDataCapture";
import { encryptCaptures } from "../../../policies/sagemaker/encryptCaptures";
import { sampleEnoughRequests } from "../../../policies/sagemaker/sampleEnoughRequests";
import { judge, paths, unknownText } from "../graph";

/** In the order of the fields that they judge. */
const rules = [enableDataCapture, sampleEnoughRequests, captureUnderModelPrefix, encryptCaptures, captureBothSides];

const capture = {
    EnableCapture: true,
    InitialSamplingPercentage: 50,
    DestinationS3Uri: "s3://captures/used-cars/",
    KmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
    CaptureOptions: [{ CaptureMode: "InputAndOutput" }],
};
const optimized = "arn:aws:states:::sagemaker:createEndpointConfig";

function task(input: object, resource = optimized) {
    return { Type: "Task", Resource: resource, End: true, ...input };
}

function machine(states: object, props: object = {}): Example {
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
    return {
        title: "machine",
        resources: [{ type: "aws:sfn/stateMachine:StateMachine", name: "training", props: { definition, ...props } }],
    };
}

function configuration(dataCaptureConfig: unknown): Example {
    const type = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
    return { title: "configuration", resources: [{ type, name: "configuration", props: { dataCaptureConfig } }] };
}

const judgeAll = (example: Example, settings: Settings = {}) => rules.flatMap((rule) => judge(rule, example, settings));
const failed = (example: Example) => paths(judgeAll(example), "fail");
const open = (example: Example) => paths(judgeAll(example), "undetermined");
/** What of the capture as a whole is open, before any field of it. */
const openWhole = (example: Example) => paths(judge(enableDataCapture, example), "undetermined");
const verdict = (example: Example, settings: Settings = {}) =>
    ["fail", "undetermined"].find((one) => judgeAll(example, settings).some(({ verdict }) => verdict === one)) ??
    "pass";
const at = (field: string) => `definition.States.Configure.DataCaptureConfig.${field}`;

describe("policies: data capture", () => {
    const wrong: Record<string, [unknown, string]> = {
        EnableCapture: ["true", "it is not true; set it."],
        InitialSamplingPercentage: [0, "0 is set, and not between 1 and 100; set the share of requests to keep."],
        DestinationS3Uri: ["s3://captures", "s3://captures is set; set s3://<bucket>/<prefix>/."],
        KmsKeyId: ["", "no key is named; name the KMS key that captures are encrypted with."],
        CaptureOptions: [[{ CaptureMode: "Output" }], "Input is not captured; capture Input and Output."],
    };
    for (const [field, [value, message]] of Object.entries(wrong)) {
        it(`judges ${field}`, () => {
            for (const input of [
                { ...capture, [field]: value },
                { ...capture, [field]: undefined },
            ]) {
                const example = machine({ Configure: task({ Arguments: { DataCaptureConfig: input } }) });
                assert.deepEqual(failed(example), [at(field)]);
            }
            const example = machine({
                Configure: task({ Arguments: { DataCaptureConfig: { ...capture, [field]: value } } }),
            });
            const judgement = judgeAll(example).find(({ verdict }) => verdict === "fail");
            assert.equal(judgement?.message, message);
        });
    }

    it("judges the share of requests by the stage's minimum", () => {
        const example = machine({ Configure: task({ Arguments: { DataCaptureConfig: capture } }) });
        assert.equal(verdict(example), "pass");
        assert.equal(verdict(example, { minimumSamplingPercentage: 51 }), "fail");
    });

    for (const resource of [
        optimized,
        "arn:aws:states:::aws-sdk:sagemaker:createEndpointConfig",
        "arn:aws-us-gov:states:::aws-sdk:sagemaker:createEndpointConfig.waitForTaskToken",
    ]) {
        it(`knows ${resource}`, () => {
            assert.deepEqual(failed(machine({ Configure: task({ Arguments: {} }, resource) })).length, 1);
        });
    }

    it("leaves other calls alone", () => {
        for (const resource of ["arn:aws:states:::sagemaker:createEndpoint", "arn:aws:states:::lambda:invoke"]) {
            assert.deepEqual(judgeAll(machine({ A: task({ Arguments: {} }, resource) })), []);
        }
    });

    it("looks into Map and Parallel, at any depth", () => {
        const bad = { StartAt: "A", States: { A: task({ Parameters: { EndpointConfigName: "cars" } }) } };
        const map = (key: string) => ({ StartAt: "M", States: { M: { Type: "Map", [key]: bad, End: true } } });
        const parallel = { Type: "Parallel", Branches: [map("ItemProcessor"), map("Iterator")], End: true };
        assert.deepEqual(failed(machine({ P: parallel })), [
            "definition.States.P.Branches[0].States.M.ItemProcessor.States.A.DataCaptureConfig",
            "definition.States.P.Branches[1].States.M.Iterator.States.A.DataCaptureConfig",
        ]);
    });

    it("leaves undetermined what only the running state machine knows", () => {
        const jsonata = { ...capture, KmsKeyId: "{% $key %}", CaptureOptions: [{ CaptureMode: "{% $mode %}" }] };
        assert.deepEqual(open(machine({ Configure: task({ Arguments: { DataCaptureConfig: jsonata } }) })), [
            at("KmsKeyId"),
            at("CaptureOptions"),
        ]);
        const { KmsKeyId: _, ...rest } = capture;
        const jsonPath = { ...rest, "KmsKeyId.$": "$.key" };
        assert.deepEqual(open(machine({ Configure: task({ Parameters: { DataCaptureConfig: jsonPath } }) })), [
            at("KmsKeyId"),
        ]);
        for (const input of [
            { Arguments: "{% $states.input %}" },
            { Arguments: { DataCaptureConfig: "{% $capture %}" } },
            { Parameters: { "DataCaptureConfig.$": "$.capture" } },
            {},
        ]) {
            assert.deepEqual(openWhole(machine({ Configure: task(input) })), [
                "definition.States.Configure.DataCaptureConfig",
            ]);
        }
    });

    it("follows a key's ARN to the state that looked it up by name", () => {
        const lookup = (keyId: string, assigned = "{% $states.result.KeyMetadata.Arn %}") => ({
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:kms:describeKey",
            Arguments: { KeyId: keyId },
            Assign: { key: assigned },
            Next: "Configure",
        });
        const input = { DataCaptureConfig: { ...capture, KmsKeyId: "{% $key %}" } };
        const Configure = task({ Arguments: input });
        assert.equal(verdict(machine({ Find: lookup("alias/cars"), Configure })), "pass");
        assert.deepEqual(failed(machine({ Find: lookup("alias/aws/s3"), Configure })), [at("KmsKeyId")]);
        for (const states of [
            { Find: lookup("{% $states.input.key %}") },
            { Find: lookup("alias/cars", "{% $states.result.KeyMetadata.Description %}") },
            { Find: lookup("alias/cars"), Other: { Type: "Pass", Assign: { key: "other" }, Next: "Configure" } },
            { Other: { Type: "Pass", Assign: { key: "other" }, Next: "Find" }, Find: lookup("alias/cars") },
        ]) {
            assert.deepEqual(open(machine({ ...states, Configure })), [at("KmsKeyId")]);
        }
    });

    it("leaves a definition undetermined that is not known yet, and refuses one that is no JSON", () => {
        assert.deepEqual(openWhole(machine({}, { definition: unknownText })), ["definition"]);
        assert.deepEqual(paths(judge(enableDataCapture, machine({}, { definition: "StartAt: A" })), "fail"), [
            "definition",
        ]);
        assert.deepEqual(new Set(failed(machine({}, { definition: "StartAt: A" }))), new Set(["definition"]));
    });

    it("judges the known fields of a resource beside the unknown ones", () => {
        const fields = {
            enableCapture: false,
            initialSamplingPercentage: 100,
            destinationS3Uri: "s3://captures/used-cars/",
            kmsKeyId: unknownText,
            captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
        };
        assert.deepEqual(failed(configuration(fields)), ["dataCaptureConfig.enableCapture"]);
        assert.deepEqual(open(configuration(fields)), ["dataCaptureConfig.kmsKeyId"]);
        assert.deepEqual(openWhole(configuration(unknownText)), ["dataCaptureConfig"]);
        assert.deepEqual(failed(configuration({})).length, 5);
        assert.deepEqual(failed(configuration({}))[4], "dataCaptureConfig.captureOptions");
    });
});
