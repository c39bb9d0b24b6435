import * as crypto from "node:crypto";
import * as path from "node:path";
import type { DataCaptureConfig } from "@aws-sdk/client-sagemaker";
import { LogStream } from "../containers/logs";
import { makePrivateRoot } from "../containers/privateRoot";
import type { Account } from "../core/account";
import type { Services } from "../core/services";
import { DataCapture } from "./capture";
import type { EndpointConfig } from "./endpointConfigs";
import { findModel } from "./models";
import { Variant } from "./variant";

/** A variant that serves, with what captures its traffic. */
export interface Member {
    readonly variant: Variant;
    /** The name of the endpoint configuration that it belongs to. */
    readonly config: string;
    readonly capture?: DataCapture;
}

/** Everything that serves one endpoint configuration for one endpoint. */
export class Fleet {
    private constructor(
        readonly config: EndpointConfig,
        readonly members: readonly Member[],
    ) {}

    /**
     * Starts every variant of a configuration, and ends them all again when one of them fails.
     *
     * @throws Error with the failure reason of the first variant that failed
     */
    static async start(
        services: Services,
        account: Account,
        endpointName: string,
        config: EndpointConfig,
    ): Promise<Fleet> {
        const members: Member[] = [];
        const fleet = new Fleet(config, members);
        try {
            services.faults.provision("Endpoint", endpointName);
            for (const definition of config.input.ProductionVariants!) {
                const model = findModel(account, definition.ModelName!);
                const clients = await services.aws.clientsOf(account, model.input.ExecutionRoleArn!);
                const generation = crypto.randomBytes(4).toString("hex");
                const folder = `${definition.VariantName}-${generation}`;
                const root = makePrivateRoot(services, account, "endpoints", endpointName, folder);
                const log = new LogStream(
                    path.join(root, "endpoint.log"),
                    clients.logs,
                    `/aws/sagemaker/Endpoints/${endpointName}`,
                    `${definition.VariantName}/i-${generation}`,
                );
                const variant = new Variant(services, account, endpointName, definition, model, root, clients, log);
                members.push({
                    variant,
                    config: config.name,
                    capture: captureOf(variant, config.input.DataCaptureConfig),
                });
            }
            await Promise.all(members.map(({ variant }) => variant.start()));
            return fleet;
        } catch (error) {
            await fleet.stop();
            throw error;
        }
    }

    /** Ends every process, when what is under way has been answered, and what was captured is written. */
    async stop(): Promise<void> {
        await Promise.all(
            this.members.map(async ({ variant, capture }) => {
                await variant.drain();
                await capture?.flush();
                await variant.stop();
            }),
        );
    }

    find(variantName: string): Member | undefined {
        return this.members.find(({ variant }) => variant.name === variantName);
    }
}

function captureOf(variant: Variant, config: DataCaptureConfig | undefined): DataCapture | undefined {
    return config?.EnableCapture ? new DataCapture(variant, config) : undefined;
}
