import type { Endpoint } from "../hosting/endpoint";
import type { EndpointConfig } from "../hosting/endpointConfigs";
import type { Model } from "../hosting/models";
import type { ProcessingJob } from "../jobs/processing";
import type { TrainingJob } from "../jobs/training";
import type { ModelPackageGroup } from "../registry/modelPackageGroups";
import { ScalableTargets } from "../scaling/scaling";
import type { TransformJob } from "../transform/transform";
import type { TuningJob } from "../tuning/tuning";
import { invalid } from "./errors";

/** The kinds of SageMaker resource that an account holds here, by the word that stands in their ARN. */
export type ResourceKind =
    | "training-job"
    | "hyper-parameter-tuning-job"
    | "processing-job"
    | "transform-job"
    | "model"
    | "model-package-group"
    | "model-package"
    | "endpoint-config"
    | "endpoint";

/** What one AWS account holds in one region. It lives in memory, and ends with the server. */
export class Account {
    readonly trainingJobs = new Map<string, TrainingJob>();
    readonly tuningJobs = new Map<string, TuningJob>();
    readonly processingJobs = new Map<string, ProcessingJob>();
    readonly transformJobs = new Map<string, TransformJob>();
    readonly modelPackageGroups = new Map<string, ModelPackageGroup>();
    readonly models = new Map<string, Model>();
    readonly endpointConfigs = new Map<string, EndpointConfig>();
    readonly endpoints = new Map<string, Endpoint>();
    readonly scaling = new ScalableTargets();
    /** Tags by ARN, then by key. */
    readonly tags = new Map<string, Map<string, string>>();

    constructor(
        readonly id: string,
        readonly region: string,
    ) {}

    /** The ARN of a resource: SageMaker writes names in ARNs in lower case. */
    arn(kind: ResourceKind, name: string): string {
        return `arn:aws:sagemaker:${this.region}:${this.id}:${kind}/${name.toLowerCase()}`;
    }
}

/** All accounts and regions that have been called, each apart from the others. */
export class Accounts {
    private readonly accounts = new Map<string, Account>();

    /**
     * @param id a 12-digit account number
     * @param region an AWS region's name
     */
    get(id: string | undefined, region: string | undefined): Account {
        if (!id || !/^\d{12}$/.test(id)) {
            throw invalid("The header x-drivetrain-account must hold a 12-digit account number.");
        }
        const place = region || "us-east-1";
        const key = `${id}/${place}`;
        let account = this.accounts.get(key);
        if (!account) {
            account = new Account(id, place);
            this.accounts.set(key, account);
        }
        return account;
    }

    [Symbol.iterator](): IterableIterator<Account> {
        return this.accounts.values();
    }
}
