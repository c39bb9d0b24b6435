import type { Example, ExampleResource, TellingExample } from "./rule";

/** One resource of an example. @param dependsOn which other resources of the example a property comes from, by name */
export function made(
    type: string,
    name: string,
    props: Readonly<Record<string, unknown>>,
    dependsOn?: ExampleResource["dependsOn"],
): ExampleResource {
    return dependsOn === undefined ? { type, name, props } : { type, name, props, dependsOn };
}

/** An example that passes. */
export function good(title: string, ...resources: readonly ExampleResource[]): Example {
    return { title, resources };
}

/** An example that does not pass, with what the rule says of it. */
export function told(
    title: string,
    messages: string | readonly string[],
    ...resources: readonly ExampleResource[]
): TellingExample {
    return { title, resources, messages: typeof messages === "string" ? [messages] : messages };
}

/**
 * A state machine `machine` of one state, `Call`, that calls a service.
 * @param call e.g. `sagemaker:createTrainingJob.sync`, or `aws-sdk:sagemaker:createEndpointConfig`
 * @param input its `Arguments`, in JSONata
 */
export function calls(call: string, input: Readonly<Record<string, unknown>>): ExampleResource {
    const Call = { Type: "Task", Resource: `arn:aws:states:::${call}`, Arguments: input, End: true };
    const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "Call", States: { Call } });
    return made("aws:sfn/stateMachine:StateMachine", "machine", { definition });
}

/** A key of the account's own. */
export const keyArn = "arn:aws:kms:us-east-1:111111111111:key/9a1b";

/**
 * A state machine whose Task states follow each other.
 * @param steps what each calls and with what, by the state's name: `{ Train: ["sagemaker:createTrainingJob.sync", {}] }`
 */
export function steps(
    name: string,
    tasks: Readonly<Record<string, readonly [call: string, input: Readonly<Record<string, unknown>>]>>,
): ExampleResource {
    const names = Object.keys(tasks);
    const States = Object.fromEntries(
        Object.entries(tasks).map(([state, [call, input]], index) => {
            const next = names[index + 1];
            const way = next === undefined ? { End: true } : { Next: next };
            return [state, { Type: "Task", Resource: `arn:aws:states:::${call}`, Arguments: input, ...way }];
        }),
    );
    const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: names[0], States });
    return made("aws:sfn/stateMachine:StateMachine", name, { definition });
}
