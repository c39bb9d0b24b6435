import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../../cli/checkout";
import { findStack } from "../../../cli/stacks/stack";
import { makeStackFile } from "../../../cli/stacks/stackFile";

const first = `# Of the local stage's passphrase.
encryptionsalt: v1:salt
config:
  aws:region: us-east-1
  drivetrain:accountId: "111111111111"
  drivetrain:algorithms:
    xgboost:
      gate:
        threshold: 1
`;

describe("cli: the file of a model's stack", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-stack-files-"));
        writeFileSync(join(folder, "Pulumi.local.yaml"), first);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("is said to be missing, with the command that makes it", () => {
        assert.throws(
            () => findStack("local-homes", folder),
            /does not exist\. `npx drivetrain up -s local-homes` makes it/,
        );
    });

    it("is made of the stage's first one, without what is its own model's, and the salt as it is", () => {
        assert.deepEqual(makeStackFile("local-homes", folder), {
            file: "Pulumi.local-homes.yaml",
            from: "Pulumi.local.yaml",
        });
        const made = readFileSync(join(folder, "Pulumi.local-homes.yaml"), "utf8");
        assert.equal(made, first.replace(/ {2}drivetrain:algorithms:\n( {4,}.*\n)+/, ""));
        assert.equal(findStack("local-homes", folder).platform, "platform-local");
    });

    for (const stack of ["local", "local-homes", "platform-local"]) {
        it(`ends with its config, so that what a person appends to it is config, too: ${stack}`, () => {
            const content = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
            const appended = parse(`${content}  drivetrain:algorithms:\n    third:\n      image: {}\n`) as object;
            assert.deepEqual(Object.keys(appended), ["encryptionsalt", "config"]);
        });
    }

    it("is left alone where it is there, and made for no name that no model has", () => {
        assert.equal(makeStackFile("local-homes", folder), undefined);
        for (const name of ["local", "local-prod", "dev-homes", "platform-local"]) {
            assert.equal(makeStackFile(name, folder), undefined, name);
        }
        assert.ok(!existsSync(join(folder, "Pulumi.dev-homes.yaml")));
    });
});
