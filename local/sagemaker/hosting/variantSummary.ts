import type { ProductionVariantSummary } from "@aws-sdk/client-sagemaker";
import type { EndpointConfig } from "./endpointConfigs";
import type { Fleet } from "./fleet";

type Summary = ProductionVariantSummary & { readonly VariantName: string };

/**
 * What `DescribeEndpoint` tells of the variants of a configuration.
 *
 * @param fleet what serves them; undefined where it is not there yet
 * @param resolved when the images were looked up
 */
export function summarizeVariants(config: EndpointConfig, fleet: Fleet | undefined, resolved: Date): Summary[] {
    return config.input.ProductionVariants!.map((definition) => {
        const variant = fleet?.find(definition.VariantName!)?.variant;
        const weight = variant?.weight ?? definition.InitialVariantWeight ?? 1;
        const instances = variant?.instances ?? definition.InitialInstanceCount;
        return {
            VariantName: definition.VariantName!,
            DeployedImages: variant && [
                { SpecifiedImage: variant.image, ResolvedImage: variant.image, ResolutionTime: resolved },
            ],
            CurrentWeight: weight,
            DesiredWeight: weight,
            CurrentInstanceCount: variant ? instances : 0,
            DesiredInstanceCount: instances,
        };
    });
}
