/**
 * Where the request for a kind of job, or Pulumi's resource of it, has what rules judge; paths of fields as Pulumi spells
 * them. What a kind has not is absent: a transform job has its network from the model.
 */
export interface JobKind {
    /** The action of SageMaker's API. */
    readonly action: string;
    /** Pulumi's resource, where there is one. */
    readonly type?: string;
    /** What has the fields below: the request itself, or definitions in it, one or a list of them. */
    readonly within?: readonly string[];
    /** The machines, `instanceType`, `instanceCount` and `volumeKmsKeyId`, where one of several places does. */
    readonly machines?: readonly string[];
    /** The key of what the job writes to S3. */
    readonly outputKey?: string;
    readonly isolation?: string;
    readonly trafficEncryption?: string;
    readonly vpc?: string;
    /** The longest time that the job may run, in seconds. */
    readonly longest?: string;
    /** Where Pulumi's resource has another path than the request. */
    readonly resource?: Partial<JobKind>;
    /** What Step Functions' optimized integration of the action does not take, and the SDK integration does. */
    readonly optimizedLacks?: readonly (keyof JobKind)[];
}

const training = {
    machines: ["resourceConfig"],
    outputKey: "outputDataConfig.kmsKeyId",
    isolation: "enableNetworkIsolation",
    trafficEncryption: "enableInterContainerTrafficEncryption",
    vpc: "vpcConfig",
    longest: "stoppingCondition.maxRuntimeInSeconds",
};

const network = {
    isolation: "networkConfig.enableNetworkIsolation",
    trafficEncryption: "networkConfig.enableInterContainerTrafficEncryption",
    vpc: "networkConfig.vpcConfig",
    longest: "stoppingCondition.maxRuntimeInSeconds",
};

/** A definition that monitoring schedules name: `createDataQualityJobDefinition`, ... */
function monitorDefinition(kind: string, type?: string): JobKind {
    return {
        action: `create${kind}JobDefinition`,
        ...(type === undefined ? {} : { type }),
        ...network,
        machines: ["jobResources.clusterConfig"],
        outputKey: `${kind.charAt(0).toLowerCase()}${kind.slice(1)}JobOutputConfig.kmsKeyId`,
    };
}

/**
 * Everything that runs containers over data: https://docs.aws.amazon.com/sagemaker/latest/APIReference/. A schedule that
 * names its definition has nothing to judge: the definition has.
 */
export const jobKinds: readonly JobKind[] = [
    {
        action: "createTrainingJob",
        type: "aws:sagemaker/trainingJob:TrainingJob",
        ...training,
        // aws/aws-cdk#21751
        optimizedLacks: ["trafficEncryption"],
    },
    {
        action: "createHyperParameterTuningJob",
        type: "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob",
        within: ["trainingJobDefinition", "trainingJobDefinitions"],
        ...training,
        machines: ["resourceConfig", "hyperParameterTuningResourceConfig"],
    },
    {
        action: "createProcessingJob",
        ...network,
        machines: ["processingResources.clusterConfig"],
        outputKey: "processingOutputConfig.kmsKeyId",
    },
    {
        action: "createTransformJob",
        machines: ["transformResources"],
        outputKey: "transformOutput.kmsKeyId",
    },
    {
        action: "createMonitoringSchedule",
        type: "aws:sagemaker/monitoringSchedule:MonitoringSchedule",
        within: ["monitoringScheduleConfig.monitoringJobDefinition"],
        ...network,
        machines: ["monitoringResources.clusterConfig"],
        outputKey: "monitoringOutputConfig.kmsKeyId",
        resource: { longest: "stoppingConditions.maxRuntimeInSeconds" },
    },
    {
        action: "createAutoMLJob",
        outputKey: "outputDataConfig.kmsKeyId",
        vpc: "autoMLJobConfig.securityConfig.vpcConfig",
    },
    {
        action: "createAutoMLJobV2",
        outputKey: "outputDataConfig.kmsKeyId",
        vpc: "securityConfig.vpcConfig",
    },
    {
        action: "createCompilationJob",
        outputKey: "outputConfig.kmsKeyId",
        vpc: "vpcConfig",
        longest: "stoppingCondition.maxRuntimeInSeconds",
    },
    { action: "createLabelingJob", outputKey: "outputConfig.kmsKeyId" },
    monitorDefinition("DataQuality", "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition"),
    monitorDefinition("ModelQuality"),
    monitorDefinition("ModelBias"),
    monitorDefinition("ModelExplainability"),
];

/** Models, as a resource and as a call. */
export const modelType = "aws:sagemaker/model:Model";

/** Endpoint configurations, as a resource. */
export const endpointConfigurationType = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
