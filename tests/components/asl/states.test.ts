import assert from "node:assert/strict";
import { claimStates } from "../../../components/asl/claims";
import { findKey, keepData } from "../../../components/asl/dataStates";
import { asExpression, jsonata } from "../../../components/asl/jsonata";
import { serviceErrors } from "../../../components/asl/serviceErrors";
import { part, retryUntilKeyCounts, states, type Task, transitions, when } from "../../../components/asl/states";
import { evaluate } from "../../support/jsonata";

const work = part("Work", {
    Work: { Type: "Pass", Next: "Done well?" },
    "Done well?": { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Rest" }], Default: "Work" },
});
const rest = part("Rest", { Rest: { Type: "Pass", End: true } });

describe("states in groups", () => {
    it("are one definition when they are put together", () => {
        const definition = states({ StartAt: "Work", States: { ...work, ...rest } });
        assert.deepEqual(Object.keys(definition.States), ["Work", "Done well?", "Rest"]);
        assert.deepEqual(transitions(definition.States), [
            ["Work", "Done well?"],
            ["Done well?", "Work"],
            ["Done well?", "Rest"],
        ]);
    });

    it("do not compile where a group leads nowhere", () => {
        // @ts-expect-error "Rest" is missing
        assert.throws(() => states({ StartAt: "Work", States: { ...work } }), /leads to the state "Rest"/);
        // @ts-expect-error "Reset" is not there
        assert.throws(() => states({ StartAt: "Reset", States: { ...rest } }), /"StartAt" leads to the state "Reset"/);
    });

    it("show no more than where they begin", () => {
        assert.throws(
            // @ts-expect-error "Done well?" is a group's own
            () => states({ StartAt: "Done well?", States: { ...rest, Begin: { Type: "Pass", Next: "Done well?" } } }),
            /which is not there/,
        );
        assert.throws(
            // @ts-expect-error a group begins with a state of its own
            () => part("Elsewhere", { Begin: { Type: "Pass", End: true } }),
            /has no state "Elsewhere"/,
        );
    });

    it("may be left out, unless something leads to them", () => {
        const definition = (wanted: boolean) =>
            states({ StartAt: "Work", States: { ...work, ...when(wanted, () => rest) } });
        assert.equal(Object.keys(definition(true).States).length, 3);
        assert.throws(() => definition(false), /"Done well\?" leads to the state "Rest", which is not there/);
        assert.deepEqual(
            when(undefined, () => rest),
            {},
        );
        assert.deepEqual(
            when({ a: 1 }, ({ a }) => ({ a })),
            { a: 1 },
        );
    });
});

describe("a value as an expression", () => {
    it("has the same value, with expressions inside it evaluated", async () => {
        const value = { Name: "a 'b' \"c\"", List: ["{% $x & '/' %}", 2, true, null], Nested: { Deep: "{% $x %}" } };
        const wanted = { Name: "a 'b' \"c\"", List: ["s3://x/", 2, true, null], Nested: { Deep: "s3://x" } };
        assert.deepEqual(await evaluate(`{% ${asExpression(value)} %}`, { x: "s3://x" }), wanted);
        assert.equal(asExpression({ there: 1, not: undefined }), '{"there": 1}');
    });

    it("is one line, however it was written", () => {
        assert.equal(
            jsonata(`
                $a
                    + 1
            `),
            "{% $a + 1 %}",
        );
    });
});

describe("retries of the first calls that use a new key", () => {
    it("last longer than the five minutes that AWS may take to count its alias", () => {
        for (const retry of retryUntilKeyCounts("S3.S3Exception")) {
            const { IntervalSeconds = 0, MaxAttempts = 0, BackoffRate, JitterStrategy } = retry;
            assert.ok(IntervalSeconds * MaxAttempts > 300);
            assert.deepEqual([BackoffRate, JitterStrategy], [1, undefined]);
        }
    });

    it("are those of the calls on the ledger, the buckets and the key itself", () => {
        const { "Claim the data": claim } = claimStates({
            ledgerTable: "ledger",
            next: "Keep the data",
            taken: "Taken",
        });
        const { "Keep the data": keep } = keepData({ artifactBucket: "artifacts" });
        const { "Find the key": find } = findKey({ keyAlias: "alias/cars" }, "Done", "Run failed");
        const retried = [claim, keep, find].map((state) => (state as Task<string>).Retry);
        assert.deepEqual(retried, [
            retryUntilKeyCounts(...serviceErrors.dynamoDb),
            retryUntilKeyCounts(...serviceErrors.s3),
            retryUntilKeyCounts(...serviceErrors.kms),
        ]);
        assert.ok(serviceErrors.kms.includes("Kms.NotFoundException"));
    });
});
