import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import validate from "asl-validator";
import jsonata from "jsonata";
import { type Definition, nestedIn, transitions } from "../../components/asl/states";
import { expressionsIn } from "../support/jsonata";
import { definitions } from "./definitions";
import { walkAll } from "./walks";

const root = join(__dirname, "../..");

const files = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("/machine/definition.ts"))
    .map((file) => `components/${file}`)
    .sort();

/** Transitions to states that are not there, and states that no transition leads to. */
function brokenTransitions(definition: Definition, path = ""): readonly string[] {
    const states = Object.entries(definition.States);
    const targets = new Set([definition.StartAt, ...transitions(definition.States).map(([, to]) => to)]);
    return [
        ...[...targets].filter((name) => !(name in definition.States)).map((name) => `${path}${name} does not exist`),
        ...states.filter(([name]) => !targets.has(name)).map(([name]) => `${path}${name} is never reached`),
        ...states.flatMap(([name, state]) =>
            nestedIn(state).flatMap((nested) => brokenTransitions(nested, `${path}${name}/`)),
        ),
    ];
}

/** The linter takes no empty text in an Output, which the language allows. */
function withoutEmptyTexts(definition: Definition): object {
    return JSON.parse(JSON.stringify(definition, (_, value: unknown) => (value === "" ? "empty" : value))) as object;
}

/** Variables that states assign, those inside Maps and Parallels apart. */
function assigned(states: Definition["States"]): ReadonlySet<string> {
    const names = (value: unknown): string[] => {
        if (typeof value !== "object" || value === null) return [];
        const {
            Assign,
            Choices = [],
            Catch = [],
        } = value as Record<"Assign" | "Choices" | "Catch", object | undefined>;
        return [...Object.keys(Assign ?? {}), ...[...(Choices as unknown[]), ...(Catch as unknown[])].flatMap(names)];
    };
    return new Set(Object.values(states).flatMap(names));
}

describe("asl: state machines", () => {
    it("are all here, each with its walks", () => {
        assert.deepEqual(files, Object.keys(definitions).sort());
        for (const file of files) {
            const walks = `tests/asl/${basename(dirname(dirname(file)))}.test.ts`;
            assert.ok(existsSync(join(root, walks)), `${file} has no walks: write ${walks}.`);
        }
    });

    for (const [file, forms] of Object.entries(definitions)) {
        for (const [form, definition] of Object.entries(forms)) {
            describe(`${file}: ${form}`, () => {
                it("is valid Amazon States Language", () => {
                    const { isValid, errorsText } = validate(withoutEmptyTexts(definition));
                    assert.ok(isValid, errorsText("\n"));
                });

                it("has no empty list of retries, catches or choices", () => {
                    JSON.parse(JSON.stringify(definition), (key, value: unknown) => {
                        if (["Retry", "Catch", "Choices"].includes(key)) assert.notDeepEqual(value, []);
                        return value;
                    });
                });

                it("leads from each state to another one, and to every state", () => {
                    assert.deepEqual(brokenTransitions(definition), []);
                });

                it("asks of each integration only what Step Functions passes on", async () => {
                    assert.deepEqual((await walkAll(definition, {})).problems, []);
                });

                it("has expressions that the reference implementation of JSONata reads", () => {
                    for (const expression of expressionsIn(definition)) {
                        assert.doesNotThrow(() => jsonata(expression), expression);
                    }
                });

                it("assigns no variable in a Map or a Parallel that is assigned outside, too, which Step Functions refuses", () => {
                    const outside = assigned(definition.States);
                    for (const state of Object.values(definition.States)) {
                        const inside = nestedIn(state).flatMap(({ States }) => [...assigned(States)]);
                        assert.deepEqual(
                            inside.filter((name) => outside.has(name)),
                            [],
                        );
                    }
                });

                it("retries and catches in every task", () => {
                    const lacking = Object.entries(definition.States).filter(
                        ([, state]) =>
                            state.Type === "Task" &&
                            (state.Retry.length === 0 ||
                                !state.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"))),
                    );
                    assert.deepEqual(
                        lacking.map(([name]) => name),
                        [],
                    );
                });
            });
        }
    }
});
