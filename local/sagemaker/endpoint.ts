import type {
    CreateEndpointCommandInput,
    DescribeEndpointOutput,
    EndpointStatus,
    UpdateEndpointCommandInput,
    UpdateEndpointWeightsAndCapacitiesCommandInput,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "./account";
import { type EndpointConfig, findEndpointConfig } from "./endpointConfigs";
import { invalid, messageOf } from "./errors";
import { Fleet } from "./fleet";
import type { Services } from "./job";
import type { Listed } from "./listing";

/** A real-time endpoint: a fleet that serves, and while it is updated the next one, which comes up beside it. */
export class Endpoint implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: EndpointStatus = "Creating";
    fleet?: Fleet;
    private failure?: string;
    private deployment?: UpdateEndpointCommandInput["DeploymentConfig"];
    /** What is under way; deletion waits for it. */
    private work: Promise<void> = Promise.resolve();

    /** @param config the configuration that serves, or that is the first to serve */
    constructor(
        private readonly services: Services,
        private readonly account: Account,
        input: CreateEndpointCommandInput,
        private config: EndpointConfig,
    ) {
        this.name = input.EndpointName!;
        this.arn = account.arn("endpoint", this.name);
        this.deployment = input.DeploymentConfig;
        this.work = this.create();
    }

    describe(): DescribeEndpointOutput {
        const capture = this.fleet?.captureConfig;
        return {
            EndpointName: this.name,
            EndpointArn: this.arn,
            EndpointConfigName: this.config.name,
            ProductionVariants: this.fleet?.members.map(({ variant }) => ({
                VariantName: variant.name,
                DeployedImages: [
                    { SpecifiedImage: variant.image, ResolvedImage: variant.image, ResolutionTime: this.created },
                ],
                CurrentWeight: variant.weight,
                DesiredWeight: variant.weight,
                CurrentInstanceCount: variant.instances,
                DesiredInstanceCount: variant.instances,
            })),
            DataCaptureConfig: capture && {
                EnableCapture: capture.EnableCapture ?? false,
                CaptureStatus: capture.EnableCapture ? "Started" : "Stopped",
                CurrentSamplingPercentage: capture.InitialSamplingPercentage!,
                DestinationS3Uri: capture.DestinationS3Uri!,
                KmsKeyId: capture.KmsKeyId ?? "",
            },
            EndpointStatus: this.status,
            FailureReason: this.failure,
            CreationTime: this.created,
            LastModifiedTime: this.modified,
            LastDeploymentConfig: this.deployment,
        };
    }

    /** Begins a blue/green update, all at once: the new fleet comes up while the old one serves. */
    update(input: UpdateEndpointCommandInput): void {
        this.requireInService();
        // The update takes what is to stay from the configuration that serves, so that one must exist too.
        findEndpointConfig(this.account, this.config.name);
        const config = findEndpointConfig(this.account, input.EndpointConfigName!);
        this.enter("Updating");
        this.work = this.replace(config, input);
    }

    updateWeights(input: UpdateEndpointWeightsAndCapacitiesCommandInput): void {
        this.requireInService();
        const wanted = input.DesiredWeightsAndCapacities!.map((desired) => {
            const member = this.fleet?.find(desired.VariantName!);
            if (!member) {
                throw invalid(`The endpoint ${this.name} has no production variant ${desired.VariantName}.`);
            }
            return { desired, variant: member.variant };
        });
        this.enter("Updating");
        for (const { desired, variant } of wanted) {
            variant.weight = desired.DesiredWeight ?? variant.weight;
            variant.instances = desired.DesiredInstanceCount ?? variant.instances;
        }
        setImmediate(() => this.enter("InService"));
    }

    /** Begins to end everything that serves; the endpoint is gone when it has ended. */
    delete(): void {
        if (this.status === "Creating" || this.status === "Updating" || this.status === "Deleting") {
            throw this.inProgress();
        }
        this.enter("Deleting");
        void this.stop().then(() => {
            this.account.endpoints.delete(this.name);
            this.account.tags.delete(this.arn);
        });
    }

    /** Ends everything that serves. */
    async stop(): Promise<void> {
        await this.work;
        await this.fleet?.stop();
        this.fleet = undefined;
    }

    private async create(): Promise<void> {
        try {
            this.fleet = await Fleet.start(this.services, this.account, this.name, this.config);
            this.enter("InService");
        } catch (error) {
            this.failure = messageOf(error);
            this.enter("Failed");
        }
    }

    /** A failed update leaves the old fleet, and the name of its configuration, as they were. */
    private async replace(config: EndpointConfig, input: UpdateEndpointCommandInput): Promise<void> {
        const old = this.fleet!;
        const capture = input.RetainAllVariantProperties ? old.captureConfig : config.input.DataCaptureConfig;
        try {
            const next = await Fleet.start(this.services, this.account, this.name, config, capture);
            if (input.RetainAllVariantProperties) {
                retain(old, next);
            }
            this.fleet = next;
            this.config = config;
            this.deployment = input.DeploymentConfig;
            this.failure = undefined;
            await old.stop();
        } catch (error) {
            this.failure = messageOf(error);
        }
        this.enter("InService");
    }

    private requireInService(): void {
        if (this.status === "Failed") {
            throw invalid(`Cannot update endpoint "${this.arn}" with status Failed; delete it and create it again.`);
        }
        if (this.status !== "InService") {
            throw this.inProgress();
        }
    }

    private inProgress(): Error {
        return invalid(`Cannot update in-progress endpoint "${this.arn}".`);
    }

    private enter(status: EndpointStatus): void {
        this.status = status;
        this.modified = new Date();
    }
}

/** Variants of the same name keep their weight and instance count. */
function retain(old: Fleet, next: Fleet): void {
    for (const { variant } of next.members) {
        const before = old.find(variant.name)?.variant;
        variant.weight = before?.weight ?? variant.weight;
        variant.instances = before?.instances ?? variant.instances;
    }
}
