import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Column } from "../../contracts/dataset";
import { canonicalIdentifier } from "../../contracts/identifiers";

/** Texts that name one row, and the text that stands for them; null where they are none of the type. */
interface Example {
    readonly type: Column["type"];
    readonly identifier: string | null;
    readonly texts: readonly string[];
}

const examples = JSON.parse(readFileSync(join(__dirname, "identifiers.json"), "utf8")) as Example[];

describe("contracts: the one form of a row's identifier", () => {
    for (const { type, identifier, texts } of examples) {
        it(`is ${JSON.stringify(identifier)} for ${texts.length} texts of type ${type}`, () => {
            for (const text of texts) {
                assert.equal(canonicalIdentifier(type, text), identifier ?? undefined, JSON.stringify(text));
            }
        });
    }

    it("tells the rows of different examples apart", () => {
        for (const type of ["integer", "number", "string"]) {
            const named = examples.filter((one) => one.type === type).map((one) => one.identifier);
            assert.equal(new Set(named).size, named.length);
        }
    });

    it("is the same for every spelling of a whole number, exactly", () => {
        const spelling = fc.record({ zeros: fc.nat(5), places: fc.nat(5), shift: fc.nat(5), plus: fc.boolean() });
        fc.assert(
            fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), spelling, (number, spelt) => {
                const digits = String(number < 0n ? -number : number);
                const sign = number < 0n ? "-" : spelt.plus ? "+" : "";
                const shifted = `${digits}${"0".repeat(spelt.shift)}.${"0".repeat(spelt.places)}e-${spelt.shift}`;
                const text = `${sign}${"0".repeat(spelt.zeros)}${shifted}`;
                assert.equal(canonicalIdentifier("integer", text), String(number));
                assert.equal(canonicalIdentifier("number", text), String(number));
            }),
        );
    });

    it("stands for itself", () => {
        const text = fc.oneof(fc.string(), fc.double().map(String), fc.stringMatching(/^[+-]?\d*\.?\d*(e-?\d{1,3})?$/));
        fc.assert(
            fc.property(fc.constantFrom("integer", "number", "string"), text, (type, text) => {
                const once = canonicalIdentifier(type, text);
                assert.equal(once === undefined ? undefined : canonicalIdentifier(type, once), once);
            }),
        );
    });

    it("takes time that grows with the text alone", () => {
        const zeros = "0".repeat(1_000_000);
        const started = Date.now();
        assert.equal(canonicalIdentifier("integer", `1${zeros}1`), `1${zeros}1e0`);
        assert.equal(canonicalIdentifier("integer", `  ${" ".repeat(1_000_000)}x`), undefined);
        assert.equal(canonicalIdentifier("integer", `${zeros}7.${zeros}`), "7");
        assert.ok(Date.now() - started < 1000);
    });
});
