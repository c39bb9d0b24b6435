import { type Fields, isObject, listOf, read } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import type { Requirement } from "./callActions";

/** What a state machine needs beside its calls, and what for. */
export interface MachineRequirement extends Requirement {
    /** The property that asks for it. */
    readonly property: string;
    readonly what: string;
}

/**
 * What a state machine needs to log (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html), to trace
 * (.../concepts-xray-tracing.html), to use its own key (.../encryption-at-rest.html), and to run the items of a
 * distributed Map as executions of their own (.../iam-policies-eg-dist-map.html).
 */
export function machineRequirements({ props }: Resource, definition: Fields): readonly MachineRequirement[] {
    const [logging, tracing, encryption] = [
        "loggingConfiguration",
        "tracingConfiguration",
        "encryptionConfiguration",
    ].map((property) => listOf(read(props, property)).find(isObject));
    const asked: readonly [boolean, MachineRequirement][] = [
        [logging !== undefined && (logging["level"] ?? "OFF") !== "OFF", toLog],
        [tracing?.["enabled"] === true, toTrace],
        [encryption?.["kmsKeyId"] !== undefined, toEncrypt],
        [/"Mode":"DISTRIBUTED"/.test(JSON.stringify(definition)), toDistribute],
    ];
    return asked.flatMap(([isAsked, requirement]) => (isAsked ? [requirement] : []));
}

const toLog: MachineRequirement = {
    ...{ property: "loggingConfiguration", what: "logging", mayNeed: [] },
    needs: [
        ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
        ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
    ].map((name) => `logs:${name}`),
};

const toTrace: MachineRequirement = {
    ...{ property: "tracingConfiguration", what: "tracing", mayNeed: [] },
    needs: ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"].map(
        (name) => `xray:${name}`,
    ),
};

const toEncrypt: MachineRequirement = {
    ...{ property: "encryptionConfiguration", what: "its own key" },
    ...{ needs: ["kms:Decrypt", "kms:GenerateDataKey"], mayNeed: ["kms:DescribeKey"] },
};

const toDistribute: MachineRequirement = {
    ...{ property: "definition", what: "a distributed Map", needs: ["states:StartExecution"] },
    mayNeed: [
        ...["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"],
        ...["s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
        ...["kms:Decrypt", "kms:GenerateDataKey"],
    ],
};
