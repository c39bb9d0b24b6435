import assert from "node:assert/strict";
import { type Example, type ExampleResource, unknownText } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { judge, messages } from "./graph";

/** A value with one part of it, at any depth, that is not known: each part in turn. */
function* withUnknown(value: unknown): Generator<unknown> {
    yield unknownText;
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            for (const changed of withUnknown(item)) yield value.with(index, changed);
        }
    } else if (typeof value === "object" && value !== null) {
        for (const [key, item] of Object.entries(value)) {
            for (const changed of withUnknown(item)) yield { ...value, [key]: changed };
        }
    }
}

/** An example with one part of one of its resources that is not known: each part in turn. */
function* partlyUnknown(example: Example): Generator<Example> {
    for (const [index, resource] of example.resources.entries()) {
        for (const [property, value] of Object.entries(resource.props)) {
            for (const changed of withUnknown(value)) {
                const props = { ...resource.props, [property]: changed };
                yield { ...example, resources: example.resources.with(index, { ...resource, props }) };
            }
        }
    }
}

const allUnknown = (resource: ExampleResource): ExampleResource => ({
    ...{ type: resource.type, name: `${resource.name}-unknown` },
    props: Object.fromEntries(Object.keys(resource.props).map((property) => [property, unknownText])),
});

describe("policies before values are known", () => {
    for (const rule of rules) {
        const { good, bad, unknown } = rule.examples;

        it(`${rule.id} answers, whatever is not known`, () => {
            for (const example of [...good, ...bad, ...unknown]) {
                for (const open of partlyUnknown(example)) {
                    for (const { message } of judge(rule, open)) assert.ok(!message.includes(unknownText), message);
                }
            }
        });

        if (rule.scope === "resource") {
            it(`${rule.id} says the same beside a resource of which nothing is known`, () => {
                for (const example of bad) {
                    const resources = [...example.resources.map(allUnknown), ...example.resources];
                    const told = messages(rule, { ...example, resources });
                    for (const message of example.messages) assert.ok(told.includes(message), example.title);
                }
            });
        }
    }
});
