import assert from "node:assert/strict";
import {
    ProcessingInstanceType,
    ProductionVariantInstanceType,
    TrainingInstanceType,
    TransformInstanceType,
} from "@aws-sdk/client-sagemaker";
import { hasLocalStorage as hasLocalStorageOfProgram } from "../../../components/asl/requests";
import { readServiceModel, type ServiceModel } from "../../../local";
import { hasLocalStorage } from "../../../policies/reading/instanceTypes";
import { domainType, notebookType } from "../../../policies/reading/notebooks";
import { endpointConfigurationType, type JobKind, jobKinds, modelType } from "../../../policies/reading/sagemakerJobs";
import { publishedBlock, publishedType } from "../../local/provider/published";
import { python } from "../../local/sagemaker/support";

/** What rules read of one kind: the paths of its fields, in Pulumi's spelling. */
interface Read {
    readonly action?: string;
    readonly type?: string;
    readonly paths: readonly string[];
}

const capture = [
    ...["enableCapture", "initialSamplingPercentage", "destinationS3Uri", "kmsKeyId", "captureOptions.captureMode"],
    ...["captureContentTypeHeader.csvContentTypes", "captureContentTypeHeader.jsonContentTypes"],
].map((name) => `dataCaptureConfig.${name}`);
const variants = [
    "instanceType",
    "initialInstanceCount",
    "serverlessConfig",
    "managedInstanceScaling.minInstanceCount",
];
const endpoint = [
    ...capture,
    ...variants.flatMap((name) => [`productionVariants.${name}`, `shadowProductionVariants.${name}`]),
    "productionVariants.managedInstanceScaling.maxInstanceCount",
    "tags",
];
const container = ["image", "imageConfig.repositoryAccessMode"];
const model = [
    ...container.flatMap((name) => [`primaryContainer.${name}`, `containers.${name}`]),
    ...["enableNetworkIsolation", "vpcConfig.subnets", "vpcConfig.securityGroupIds", "tags"],
];
const notebook = [
    ...["kmsKeyId", "directInternetAccess", "subnetId", "rootAccess", "platformIdentifier", "instanceType"],
    "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion",
];
const idle = "defaultUserSettings.jupyterLabAppSettings.appLifecycleManagement.idleSettings";
const domain = [
    ...["kmsKeyId", "appNetworkAccessType"],
    ...["lifecycleManagement", "idleTimeoutInMinutes"].map((name) => `${idle}.${name}`),
];

const calls: readonly Read[] = [
    ...jobKinds.map((kind) => ({ action: kind.action, paths: pathsOf(kind) })),
    { action: "createEndpointConfig", paths: [...endpoint, "kmsKeyId"] },
    { action: "createEndpoint", paths: ["endpointName", "tags"] },
    { action: "createModel", paths: model },
    { action: "createNotebookInstance", paths: [...notebook, "securityGroupIds", "lifecycleConfigName", "tags"] },
    { action: "createDomain", paths: [...domain, "tags"] },
];
const resources: readonly Read[] = [
    ...jobKinds.flatMap((kind) =>
        kind.type === undefined ? [] : [{ type: kind.type, paths: pathsOf({ ...kind, ...kind.resource }) }],
    ),
    { type: endpointConfigurationType, paths: [...endpoint, "kmsKeyArn"] },
    { type: modelType, paths: model },
    { type: notebookType, paths: [...notebook, "securityGroups", "lifecycleConfigName"] },
    { type: domainType, paths: domain },
];

function pathsOf({ within = [""], machines = [], ...kind }: JobKind): readonly string[] {
    const named = [kind.outputKey, kind.isolation, kind.trafficEncryption, kind.longest].filter(
        (path) => path !== undefined,
    );
    const network = kind.vpc === undefined ? [] : [`${kind.vpc}.subnets`, `${kind.vpc}.securityGroupIds`];
    const clusters = machines.flatMap((path) =>
        ["instanceType", "instanceCount", "volumeKmsKeyId"].map((name) => `${path}.${name}`),
    );
    return within.flatMap((place) =>
        [...named, ...network, ...clusters].map((path) => (place === "" ? path : `${place}.${path}`)),
    );
}

/** Whether a request of the service model has a field, in upper camel case. */
function isOfRequest({ operations, shapes }: ServiceModel, action: string, path: string): boolean {
    const operation = operations[upper(action)];
    let shape = operation?.input?.shape;
    for (const name of path.split(".").map(upper)) {
        while (shape !== undefined && shapes[shape]?.type === "list") shape = shapes[shape]?.member?.shape;
        shape = shape === undefined ? undefined : shapes[shape]?.members?.[name]?.shape;
    }
    return shape !== undefined;
}

/** Whether the inputs of a published resource type have a field. */
function isOfResource(type: string, path: string): boolean {
    let fields = publishedType(type).inputs;
    const names = path.split(".");
    return names.every((name, index) => {
        const field = fields[name];
        const block = /inputs\.(\w+\.\w+)/.exec(field?.type ?? "")?.[1];
        if (block !== undefined && index < names.length - 1) fields = publishedBlock(block);
        return field !== undefined && (block !== undefined || index === names.length - 1);
    });
}

function upper(name: string): string {
    return name.charAt(0).toUpperCase() + name.slice(1);
}

describe("policies: what rules read of SageMaker", () => {
    it("is in the requests of SageMaker's service model", () => {
        const service = readServiceModel(python);
        const unknown = calls.flatMap(({ action = "", paths }) =>
            paths.filter((path) => !isOfRequest(service, action, path)).map((path) => `${action}: ${path}`),
        );
        assert.deepEqual(unknown, []);
        assert.ok(!isOfRequest(service, "createModel", "vpcConfig.subnetIds"));
    });

    it("is in the inputs of the provider's resources", () => {
        const unknown = resources.flatMap(({ type = "", paths }) =>
            paths.filter((path) => !isOfResource(type, path)).map((path) => `${type}: ${path}`),
        );
        assert.deepEqual(unknown, []);
        assert.ok(!isOfResource(modelType, "vpcConfig.subnetIds"));
    });

    it("says of every instance type what the program does: whether it brings disks of its own", () => {
        const types = [
            ProcessingInstanceType,
            ProductionVariantInstanceType,
            TrainingInstanceType,
            TransformInstanceType,
        ].flatMap((type) => Object.values<string>(type));
        assert.ok(types.length > 300);
        const different = types.filter((type) => hasLocalStorage(type) !== hasLocalStorageOfProgram(type));
        assert.deepEqual(different, []);
        for (const type of ["ml.g4dn.xlarge", "ml.g5.xlarge", "ml.p4d.24xlarge", "ml.m5d.large", "ml.trn1.2xlarge"]) {
            assert.ok(hasLocalStorage(type), type);
        }
        for (const type of ["ml.m5.large", "ml.c5n.xlarge", "ml.p3.2xlarge", "ml.inf1.xlarge", "local", ""]) {
            assert.ok(!hasLocalStorage(type), type);
        }
    });
});
