import type {
    CreateEndpointCommandInput,
    DeploymentConfig,
    DescribeEndpointOutput,
    EndpointStatus,
    UpdateEndpointCommandInput,
    UpdateEndpointWeightsAndCapacitiesCommandInput,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "../core/account";
import { invalid, messageOf } from "../core/errors";
import type { Listed } from "../core/listing";
import type { Services } from "../core/services";
import { scalableTargets } from "../scaling/scaling";
import { Deployment } from "./deployment";
import { planDeployment } from "./deploymentPlan";
import { type EndpointConfig, findEndpointConfig } from "./endpointConfigs";
import { Fleet, type Member } from "./fleet";
import { findModel } from "./models";
import { instancesAfter, retain, retains } from "./retention";
import { RollbackAlarms } from "./rollbackAlarms";
import { Traffic } from "./traffic";
import { summarizeVariants } from "./variantSummary";

/** A real-time endpoint: a fleet that serves, and while it is updated the next one, which comes up beside it. */
export class Endpoint implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: EndpointStatus = "Creating";
    fleet?: Fleet;
    private traffic?: Traffic;
    private failure?: string;
    /** The update that is under way, and the fleet that it brings up. */
    private deployment?: Deployment;
    private green?: Fleet;
    private deploymentConfig?: DeploymentConfig;
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
        this.deploymentConfig = input.DeploymentConfig;
        this.work = this.create();
    }

    describe(): DescribeEndpointOutput {
        const capture = this.fleet?.config.input.DataCaptureConfig;
        return {
            EndpointName: this.name,
            EndpointArn: this.arn,
            EndpointConfigName: this.config.name,
            ProductionVariants: this.fleet && summarizeVariants(this.config, this.fleet, this.created),
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
            LastDeploymentConfig: this.deploymentConfig,
            PendingDeploymentSummary: this.deployment?.summary(this.green),
        };
    }

    /** The variant that serves an invocation; undefined where nothing serves, or not the variant that is named. */
    next(variantName?: string): Member | undefined {
        return this.traffic?.next(variantName);
    }

    /** Begins a blue/green update: a new fleet comes up while the old one serves, and takes its traffic over. */
    async update(input: UpdateEndpointCommandInput): Promise<void> {
        this.requireInService();
        // The update takes what is to stay from the configuration that serves, so that one must exist too.
        findEndpointConfig(this.account, this.config.name);
        const config = findEndpointConfig(this.account, input.EndpointConfigName!);
        scalableTargets
            .of(this.account)
            .checkUpdate(this.config, config, this.name, retains(input, "DesiredInstanceCount"));
        const plan = planDeployment(input.DeploymentConfig, instancesAfter(input, config, this.fleet!));
        const alarms = await this.openAlarms(config, plan.alarms);
        try {
            // Another update may have come meanwhile.
            this.requireInService();
        } catch (error) {
            alarms?.close();
            throw error;
        }
        this.enter("Updating");
        this.failure = undefined;
        this.deploymentConfig = input.DeploymentConfig;
        this.deployment = new Deployment(config, plan, alarms);
        this.work = this.replace(this.deployment, config, input);
    }

    updateWeights(input: UpdateEndpointWeightsAndCapacitiesCommandInput): void {
        this.requireInService();
        const wanted = (input.DesiredWeightsAndCapacities ?? []).map((desired) => {
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

    /** Begins to end everything that serves; the endpoint is to go when it has ended. */
    delete(): Promise<void> {
        if (this.status !== "InService" && this.status !== "Failed") {
            throw this.inProgress();
        }
        this.enter("Deleting");
        return this.stop();
    }

    /** Ends everything that serves, and what is under way. */
    async stop(): Promise<void> {
        this.deployment?.abort();
        await this.work;
        this.traffic = undefined;
        await this.fleet?.stop();
        this.fleet = undefined;
    }

    private async create(): Promise<void> {
        try {
            this.fleet = await Fleet.start(this.services, this.account, this.name, this.config);
            this.traffic = Traffic.to(this.fleet);
            this.enter("InService");
        } catch (error) {
            this.failure = messageOf(error);
            this.enter("Failed");
        }
    }

    /** An update that fails leaves the old fleet, and the name of its configuration, as they were. */
    private async replace(deployment: Deployment, config: EndpointConfig, input: UpdateEndpointCommandInput) {
        const blue = this.fleet!;
        try {
            this.green = await Fleet.start(this.services, this.account, this.name, config);
            retain(input, blue, this.green);
            await deployment.shift(blue, this.green, (traffic) => (this.traffic = traffic));
            this.fleet = this.green;
            this.config = config;
            await blue.stop();
        } catch (error) {
            this.failure = messageOf(error);
            await this.rollBack(blue);
        }
        deployment.close();
        this.green = undefined;
        this.deployment = undefined;
        this.enter("InService");
    }

    private async rollBack(blue: Fleet): Promise<void> {
        if (this.green) {
            this.enter("RollingBack");
            this.traffic = Traffic.to(blue);
            await this.green.stop();
        }
    }

    private async openAlarms(config: EndpointConfig, names: readonly string[]): Promise<RollbackAlarms | undefined> {
        if (names.length === 0) {
            return undefined;
        }
        const model = findModel(this.account, config.input.ProductionVariants![0]!.ModelName!);
        return RollbackAlarms.open(this.services, this.account, model.input.ExecutionRoleArn!, names);
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
