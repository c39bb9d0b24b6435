import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { cases } from "./closures/cases";
import { describe as describeFunction, invoke, packageFunctions } from "./closures/fresh";
import { handlers } from "./closures/handlers";
import { AwsStub } from "./closures/stub";

const root = join(__dirname, "../..");

describe("functions: every closure, serialized", () => {
    const stub = new AwsStub();
    let folder: string;
    let endpoint: string;
    let functions: readonly string[];

    before(async () => {
        ({ folder, functions } = packageFunctions());
        endpoint = await stub.start();
    });

    after(async () => {
        await stub.stop();
        rmSync(folder, { recursive: true });
    });

    const named = (pattern: RegExp) => functions.filter((name) => pattern.test(name));

    it("has a case here for every handler of a component", () => {
        const files = handlers().map(({ file }) => file);
        assert.deepEqual(Object.keys(cases).sort(), files, "Add a case for each handler.");
    });

    it("has a case here for every function of the program", () => {
        const patterns = Object.values(cases).flatMap((all) => all.map((one) => one.functions));
        assert.deepEqual(
            functions.filter((name) => !patterns.some((pattern) => pattern.test(name))),
            [],
        );
        assert.ok(functions.length >= 6, functions.join());
    });

    it("packages nothing but the handler itself", () => {
        for (const name of functions) {
            const { files, runtime } = describeFunction(folder, name);
            assert.deepEqual(files, ["__index.js"], name);
            assert.equal(runtime, "nodejs22.x", name);
        }
    });

    it("declares nothing by the name of a global, which the serializer would leave out without a word", () => {
        const files = ["functions", "contracts"].flatMap((folder) =>
            readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
                .filter((file) => file.endsWith(".ts"))
                .map((file) => join(folder, file)),
        );
        const hidden = files.flatMap((file) => {
            const code = readFileSync(join(root, file), "utf8");
            const declared = code.matchAll(/^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm);
            return [...declared].filter(([, name]) => String(name) in globalThis).map(([, name]) => `${file}: ${name}`);
        });
        assert.deepEqual(hidden, [], "Rename these: the function that runs would find the global in their place.");
    });

    it("names the SDK's clients as the runtime does, and captures no part of Pulumi", () => {
        for (const name of functions) {
            const code = readFileSync(join(folder, name, "code/__index.js"), "utf8");
            const required = [...code.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, specifier]) =>
                String(specifier),
            );
            assert.deepEqual(
                // The serializer writes Node's own modules without their prefix.
                required.filter((one) => !/^@aws-sdk\/client-[a-z0-9-]+$/.test(one) && !isBuiltin(one)),
                [],
                name,
            );
            assert.doesNotMatch(code, /OutputImpl|@pulumi/, name);
        }
    });

    for (const [handler, all] of Object.entries(cases)) {
        all.forEach((one, index) => {
            it(`answers as it should: ${handler}, case ${index + 1}`, async () => {
                const names = named(one.functions);
                assert.ok(names.length > 0, `no function of the program is named like ${String(one.functions)}`);
                for (const name of names) {
                    stub.expect(one.answers);
                    one.check(await invoke(folder, name, endpoint, one.event), stub);
                }
            });
        });
    }
});
