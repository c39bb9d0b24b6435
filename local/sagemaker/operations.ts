import type { Operation } from "./core/services";
import { addTagsOperation, deleteTags, listTags } from "./core/tags";
import {
    createEndpointConfig,
    deleteEndpointConfig,
    describeEndpointConfig,
    listEndpointConfigs,
} from "./hosting/endpointConfigs";
import {
    createEndpoint,
    deleteEndpoint,
    findEndpoint,
    listEndpoints,
    updateEndpoint,
    updateEndpointWeights,
} from "./hosting/endpoints";
import { createModel, deleteModel, describeModel, listModels } from "./hosting/models";
import { createProcessingJob, findProcessingJob, listProcessingJobs } from "./jobs/processing";
import { createTrainingJob, findTrainingJob, listTrainingJobs } from "./jobs/training";
import {
    createModelPackageGroup,
    deleteModelPackageGroup,
    deleteModelPackageGroupPolicy,
    describeModelPackageGroup,
    getModelPackageGroupPolicy,
    listModelPackageGroups,
    putModelPackageGroupPolicy,
} from "./registry/modelPackageGroups";
import {
    createModelPackage,
    deleteModelPackage,
    describeModelPackage,
    listModelPackages,
    updateModelPackage,
} from "./registry/modelPackages";
import { createTransformJob, findTransformJob, listTransformJobs } from "./transform/transform";
import { createTuningJob, findTuningJob, listTrials, listTuningJobs } from "./tuning/tuningJobs";

/** Every operation of the SageMaker API that the local stage has. */
export const operations: Readonly<Record<string, Operation>> = {
    CreateProcessingJob: createProcessingJob,
    DescribeProcessingJob: (account, input: { ProcessingJobName: string }) =>
        findProcessingJob(account, input.ProcessingJobName).describe(),
    StopProcessingJob: (account, input: { ProcessingJobName: string }) =>
        stop(findProcessingJob(account, input.ProcessingJobName)),
    ListProcessingJobs: listProcessingJobs,

    CreateTrainingJob: createTrainingJob,
    DescribeTrainingJob: (account, input: { TrainingJobName: string }) =>
        findTrainingJob(account, input.TrainingJobName).describe(),
    StopTrainingJob: (account, input: { TrainingJobName: string }) =>
        stop(findTrainingJob(account, input.TrainingJobName)),
    ListTrainingJobs: listTrainingJobs,

    CreateHyperParameterTuningJob: createTuningJob,
    DescribeHyperParameterTuningJob: (account, input: { HyperParameterTuningJobName: string }) =>
        findTuningJob(account, input.HyperParameterTuningJobName).describe(),
    StopHyperParameterTuningJob: (account, input: { HyperParameterTuningJobName: string }) =>
        stop(findTuningJob(account, input.HyperParameterTuningJobName)),
    ListHyperParameterTuningJobs: listTuningJobs,
    ListTrainingJobsForHyperParameterTuningJob: listTrials,

    CreateTransformJob: createTransformJob,
    DescribeTransformJob: (account, input: { TransformJobName: string }) =>
        findTransformJob(account, input.TransformJobName).describe(),
    StopTransformJob: (account, input: { TransformJobName: string }) =>
        stop(findTransformJob(account, input.TransformJobName)),
    ListTransformJobs: listTransformJobs,

    CreateModelPackageGroup: createModelPackageGroup,
    DescribeModelPackageGroup: describeModelPackageGroup,
    DeleteModelPackageGroup: deleteModelPackageGroup,
    ListModelPackageGroups: listModelPackageGroups,
    PutModelPackageGroupPolicy: putModelPackageGroupPolicy,
    GetModelPackageGroupPolicy: getModelPackageGroupPolicy,
    DeleteModelPackageGroupPolicy: deleteModelPackageGroupPolicy,

    CreateModelPackage: createModelPackage,
    DescribeModelPackage: describeModelPackage,
    UpdateModelPackage: updateModelPackage,
    DeleteModelPackage: deleteModelPackage,
    ListModelPackages: listModelPackages,

    CreateModel: createModel,
    DescribeModel: describeModel,
    DeleteModel: deleteModel,
    ListModels: listModels,

    CreateEndpointConfig: createEndpointConfig,
    DescribeEndpointConfig: describeEndpointConfig,
    DeleteEndpointConfig: deleteEndpointConfig,
    ListEndpointConfigs: listEndpointConfigs,

    CreateEndpoint: createEndpoint,
    DescribeEndpoint: (account, input: { EndpointName: string }) =>
        findEndpoint(account, input.EndpointName).describe(),
    UpdateEndpoint: updateEndpoint,
    UpdateEndpointWeightsAndCapacities: updateEndpointWeights,
    DeleteEndpoint: deleteEndpoint,
    ListEndpoints: listEndpoints,

    AddTags: addTagsOperation,
    ListTags: listTags,
    DeleteTags: deleteTags,
};

/** Stopping goes on after the answer. */
function stop(job: { stop(): void }): object {
    job.stop();
    return {};
}
