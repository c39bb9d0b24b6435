import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import validate from "asl-validator";

import type { Definition } from "../../components/shared/asl";
import { definitions } from "./definitions";
import { walkAll } from "./walks";

const root = join(__dirname, "../..");

const files = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
    .filter((file) => basename(file) === "definition.ts")
    .map((file) => `components/${file}`)
    .sort();

/** Transitions to states that are not there, and states that no transition leads to. */
function brokenTransitions(definition: Definition, path = ""): readonly string[] {
    const states = Object.entries(definition.States);
    const targets = new Set([definition.StartAt, ...states.flatMap(([, state]) => nexts(state))]);
    return [
        ...[...targets].filter((name) => !(name in definition.States)).map((name) => `${path}${name} does not exist`),
        ...states.filter(([name]) => !targets.has(name)).map(([name]) => `${path}${name} is never reached`),
        ...states.flatMap(([name, state]) =>
            state.Type === "Map" ? brokenTransitions(state.ItemProcessor, `${path}${name}/`) : [],
        ),
    ];
}

/** Every `Next` and `Default` of a state. */
function nexts(state: Definition["States"][string]): readonly string[] {
    const { Next, Default, Choices, Catch } = state as {
        readonly Next?: string;
        readonly Default?: string;
        readonly Choices?: readonly { readonly Next: string }[];
        readonly Catch?: readonly { readonly Next: string }[];
    };
    return [
        Next,
        Default,
        ...(Choices ?? []).map((choice) => choice.Next),
        ...(Catch ?? []).map((one) => one.Next),
    ].filter((name): name is string => name !== undefined);
}

/** The linter takes no empty text in an Output, which the language allows. */
function withoutEmptyTexts(definition: Definition): object {
    return JSON.parse(JSON.stringify(definition, (_, value: unknown) => (value === "" ? "empty" : value))) as object;
}

describe("asl: state machines", () => {
    it("are all here, each with its walks", () => {
        assert.deepEqual(files, Object.keys(definitions).sort());
        for (const file of files) {
            const walks = `tests/asl/${basename(dirname(file))}.test.ts`;
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

                it("leads from each state to another one, and to every state", () => {
                    assert.deepEqual(brokenTransitions(definition), []);
                });

                it("asks of each integration only what Step Functions passes on", async function () {
                    this.timeout(30_000);
                    assert.deepEqual((await walkAll(definition, {})).problems, []);
                });

                it("retries and catches in every task", () => {
                    const lacking = Object.entries(definition.States).filter(
                        ([, state]) =>
                            state.Type === "Task" &&
                            (state.Retry.length === 0 ||
                                !state.Catch.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"))),
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
