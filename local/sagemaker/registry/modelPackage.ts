import type {
    CreateModelPackageInput,
    DescribeModelPackageOutput,
    ModelApprovalStatus,
    UpdateModelPackageInput,
} from "@aws-sdk/client-sagemaker";
import { invalid } from "../core/errors";
import type { Listed } from "../core/listing";

/** SageMaker's limit on the metadata of one version. */
const mostMetadata = 50;

/** A version of a model package group. */
export class ModelPackage implements Listed {
    readonly arn: string;
    modified: Date;
    private approval: ModelApprovalStatus;
    private approvalDescription?: string;
    private metadata: Readonly<Record<string, string>>;

    constructor(
        private readonly group: { readonly name: string; readonly arn: string },
        readonly version: number,
        readonly created: Date,
        readonly input: CreateModelPackageInput,
    ) {
        // model-package-group/name becomes model-package/name/1.
        this.arn = `${group.arn.replace(":model-package-group/", ":model-package/")}/${version}`;
        this.modified = created;
        this.approval = input.ModelApprovalStatus ?? "PendingManualApproval";
        this.metadata = input.CustomerMetadataProperties ?? {};
    }

    /** What lists are filtered and sorted by: a version has no name of its own. */
    get name(): string {
        return this.group.name;
    }

    /** The part that lists show. */
    get summary() {
        return {
            ModelPackageGroupName: this.group.name,
            ModelPackageVersion: this.version,
            ModelPackageArn: this.arn,
            ModelPackageDescription: this.input.ModelPackageDescription,
            CreationTime: this.created,
            ModelPackageStatus: "Completed" as const,
            ModelApprovalStatus: this.approval,
        };
    }

    describe(): Omit<DescribeModelPackageOutput, "ModelPackageName"> {
        const { ClientToken: _, ModelPackageGroupName: __, ...request } = this.input;
        return {
            ...(request as object),
            ...this.summary,
            ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
            CertifyForMarketplace: false,
            CreatedBy: {},
            ApprovalDescription: this.approvalDescription,
            CustomerMetadataProperties: Object.keys(this.metadata).length > 0 ? this.metadata : undefined,
            ...(this.modified > this.created ? { LastModifiedTime: this.modified, LastModifiedBy: {} } : {}),
        };
    }

    /** New metadata comes to what is there; a key that is there already gets the new value. */
    update(input: UpdateModelPackageInput): void {
        const gone = input.CustomerMetadataPropertiesToRemove ?? [];
        const kept = Object.entries(this.metadata).filter(([key]) => !gone.includes(key));
        const metadata = { ...Object.fromEntries(kept), ...input.CustomerMetadataProperties };
        if (Object.keys(metadata).length > mostMetadata) {
            throw invalid(`A model package can have ${mostMetadata} CustomerMetadataProperties at most.`);
        }
        this.metadata = metadata;
        this.approval = input.ModelApprovalStatus ?? this.approval;
        this.approvalDescription = input.ApprovalDescription ?? this.approvalDescription;
        this.modified = laterThan(this.modified);
    }
}

/** The present, or the next millisecond: no two versions bear the same time, so that lists keep their order. */
export function laterThan(time: Date): Date {
    return new Date(Math.max(Date.now(), time.getTime() + 1));
}
