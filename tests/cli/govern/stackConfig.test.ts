import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfig } from "../../../cli/govern/stackConfig";
import { unknownText } from "../../../policies/engine/judgement";

describe("cli: the config of a stack without an engine", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "config-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("is text by full keys, with the project's defaults, and a secret is not known", () => {
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            "name: shop\nconfig:\n  size: { type: integer, default: 3 }\n  color: { type: string }\n  aws:region: { value: us-east-1 }\n",
        );
        writeFileSync(
            join(folder, "Pulumi.dev.yaml"),
            'config:\n  shop:color: red\n  shop:list: [1, a]\n  shop:number: "012"\n  shop:password: { secure: v1:abc }\n',
        );
        assert.deepEqual(readStackConfig("dev", folder), {
            ...{ "shop:size": "3", "aws:region": "us-east-1", "shop:color": "red", "shop:list": '[1,"a"]' },
            ...{ "shop:number": "012", "shop:password": unknownText },
        });
    });

    it("that cannot be read is told by its file", () => {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
        assert.throws(() => readStackConfig("dev", folder), /^UsageError: Pulumi\.dev\.yaml cannot be read: ENOENT/);
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: [");
        assert.throws(() => readStackConfig("dev", folder), /^UsageError: Pulumi\.dev\.yaml cannot be read: /);
    });
});
