import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { functionActions } from "../support/functionActions";
import { HandlerCalls } from "../support/handlerCalls";
import { Permissions } from "../support/permissions";
import { handlerOf } from "./closures/cases";
import { describe as describeFunction, packageFunctions } from "./closures/fresh";
import { handlers } from "./closures/handlers";

/** What stands in a handler and is not sent by all functions of it, nor allowed to those that never do. */
const unsent = [
    // It has no LEASE_ID, since scoring changes no endpoint.
    { functions: /-scoring-end-run$/, command: "dynamodb:UpdateItem" },
    // Nor does promoting.
    { functions: /-promote-end-run$/, command: "dynamodb:UpdateItem" },
    // No object starts its runs, so that they claim nothing.
    { functions: /-monitor-end-run$/, command: "dynamodb:DeleteItem" },
];

describe("the role of every function", () => {
    let folder: string;
    let functions: readonly string[];

    before(() => {
        ({ folder, functions } = packageFunctions());
    });
    after(() => rmSync(folder, { recursive: true }));

    it("may do what its handler calls and Lambda needs, and nothing else", () => {
        const all = new Map(handlers().map(({ file, name }) => [file, name]));
        const calls = new HandlerCalls([...all.keys()].map((file) => `functions/${file}.ts`));
        // Those that are there for their closures' sake have no role of the program's.
        const own = functions.filter((name) => !name.startsWith("own-rule-"));
        for (const name of own) {
            const file = handlerOf(name);
            assert.ok(file !== undefined, `${name} has no case in tests/functions/closures, or several`);
            const { statements, platform } = describeFunction(folder, name);
            const commands = calls
                .of(`functions/${file}.ts`, String(all.get(file)))
                .filter(({ client, operation }) => !isUnsent(name, `${client}:${operation}`));
            assert.deepEqual(new Permissions(statements).actions, functionActions(commands, platform), name);
        }
        assert.ok(own.length >= 10, own.join());
    });
});

function isUnsent(name: string, command: string): boolean {
    return unsent.some((one) => one.functions.test(name) && one.command === command);
}
