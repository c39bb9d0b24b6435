import { callsOf, parseDefinition, stateMachineType } from "../reading/stateMachine";
import type { Place } from "./fields";
import { type Fields, isObject, read, UNKNOWN } from "./judgement";
import type { Resource } from "./rule";
import { belongsTo, inputsOf } from "./targets";

const endpointType = "aws:sagemaker/endpoint:Endpoint";

/** An endpoint by its name, `UNKNOWN` where that is not known yet, and its resource where it has one. */
export interface ServingEndpoint {
    readonly name: unknown;
    readonly resource?: Resource;
}

/**
 * The endpoints that serve by the endpoint configuration at a place: resources that name it, or those that the same
 * state machine creates and updates.
 */
export function endpointsOf({ resource, call }: Place, stack: readonly Resource[]): readonly ServingEndpoint[] {
    if (call === undefined) {
        const link = { of: "endpointConfigName", to: "name" };
        return stack
            .filter((one) => one.type === endpointType && belongsTo(one, resource, link) === true)
            .map((one) => ({ name: read(one.props, "name") ?? UNKNOWN, resource: one }));
    }
    const definition = definitionOf(resource);
    return definition === undefined || definition === UNKNOWN
        ? []
        : callsOf(definition, "sagemaker", ["createEndpoint", "updateEndpoint"]).map(({ input }) => ({
              name: isObject(input) ? input["EndpointName"] : UNKNOWN,
          }));
}

/** The definition of a state machine; undefined of anything else. */
export function definitionOf({ type, props }: Resource): Fields | typeof UNKNOWN | undefined {
    return type === stateMachineType ? parseDefinition(read(props, "definition")) : undefined;
}

/** Every text in a value, at any depth, `UNKNOWN` for what is not known yet. */
export function textsIn(value: unknown): readonly (string | typeof UNKNOWN)[] {
    if (typeof value === "string" || value === UNKNOWN) return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Every text in a resource's inputs. */
export function textsOfResource(resource: Resource): readonly (string | typeof UNKNOWN)[] {
    return textsIn(inputsOf(resource));
}

/** Whether a resource is made from one of some others, by whatever property. */
export function isMadeFrom(resource: Resource, others: readonly (Resource | undefined)[]): boolean {
    const urns = Object.values(resource.propertyDependencies).flatMap((sources) => sources.map(({ urn }) => urn));
    return others.some((other) => other !== undefined && urns.includes(other.urn));
}
