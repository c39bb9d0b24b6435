import type { UpdateEndpointCommandInput, VariantPropertyType } from "@aws-sdk/client-sagemaker";
import { invalid } from "../core/errors";
import type { EndpointConfig } from "./endpointConfigs";
import type { Fleet } from "./fleet";

/**
 * Refuses the one property that is named but "not currently supported". What an endpoint captures is no property of
 * its variants: it is always what the new configuration says.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VariantProperty.html
 */
export function checkRetention({ ExcludeRetainedVariantProperties = [] }: UpdateEndpointCommandInput): void {
    if (
        ExcludeRetainedVariantProperties.some(({ VariantPropertyType }) => VariantPropertyType === "DataCaptureConfig")
    ) {
        throw invalid("DataCaptureConfig in ExcludeRetainedVariantProperties is not currently supported.");
    }
}

/** Whether an update keeps a property of the variants that it replaces. */
export function retains(
    input: UpdateEndpointCommandInput,
    property: Exclude<VariantPropertyType, "DataCaptureConfig">,
): boolean {
    const excluded = input.ExcludeRetainedVariantProperties ?? [];
    return (
        input.RetainAllVariantProperties === true &&
        !excluded.some(({ VariantPropertyType }) => VariantPropertyType === property)
    );
}

/** The instance count that each variant of a new configuration will have. */
export function instancesAfter(
    input: UpdateEndpointCommandInput,
    config: EndpointConfig,
    blue: Fleet,
): ReadonlyMap<string, number> {
    const retained = retains(input, "DesiredInstanceCount");
    return new Map(
        config.input.ProductionVariants!.map(({ VariantName, InitialInstanceCount }) => {
            const before = retained ? blue.find(VariantName!)?.variant.instances : undefined;
            return [VariantName!, before ?? InitialInstanceCount!];
        }),
    );
}

/** Gives variants of the same name the weight and the instance count that the update keeps. */
export function retain(input: UpdateEndpointCommandInput, blue: Fleet, green: Fleet): void {
    for (const { variant } of green.members) {
        const before = blue.find(variant.name)?.variant;
        if (before && retains(input, "DesiredWeight")) {
            variant.weight = before.weight;
        }
        if (before && retains(input, "DesiredInstanceCount")) {
            variant.instances = before.instances;
        }
    }
}
