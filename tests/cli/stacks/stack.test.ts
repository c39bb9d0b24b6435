import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findStack } from "../../../cli/stacks/stack";
import { UsageError } from "../../../cli/terminal/errors";
import { isLocalStack } from "../../../local";

const config = (accountId: string, region = "eu-central-1"): string =>
    `config:\n  aws:region: ${region}\n  drivetrain:accountId: "${accountId}"\n`;

describe("cli: stacks", () => {
    let folder: string;
    const add = (stack: string, content = config("333333333333")): void =>
        writeFileSync(join(folder, `Pulumi.${stack}.yaml`), content);

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-stacks-"));
        for (const stack of ["dev", "prod", "dev-used-cars", "platform-local", "platform-dev"]) add(stack);
        add("local", config("111111111111"));
        add("local-prod", config("222222222222"));
        add("local-used-cars", config("111111111111"));
        add("nowhere", "config:\n  aws:region: us-east-1\n");
        add("short", config("1234"));
        add("empty", "");
        add("broken", "config: [");
    });
    after(() => rmSync(folder, { recursive: true }));

    it("know their stage and platform, and from their file account and region", () => {
        assert.deepEqual(findStack("local", folder), {
            name: "local",
            stage: "local",
            local: true,
            platform: "platform-local",
            accountId: "111111111111",
            region: "eu-central-1",
        });
        assert.deepEqual(findStack("dev-used-cars", folder), {
            name: "dev-used-cars",
            stage: "dev",
            local: false,
            platform: "platform-dev",
            accountId: "333333333333",
            region: "eu-central-1",
        });
    });

    it("take local-prod for a stage and local-used-cars for a model", () => {
        assert.equal(findStack("local-prod", folder).stage, "local-prod");
        assert.equal(findStack("local-prod", folder).accountId, "222222222222");
        assert.equal(findStack("local-used-cars", folder).stage, "local");
    });

    it("are local by the rule of the local stage's provider", () => {
        const names = ["local", "local-prod", "local-used-cars", "platform-local", "platform-local-prod"];
        assert.deepEqual(names.filter(isLocalStack), names);
        assert.deepEqual(
            ["dev", "localhost", "platform-localhost", "my-local", "platform-dev"].filter(isLocalStack),
            [],
        );
    });

    it("that do not exist are a wrong argument that names those that do", () => {
        assert.throws(
            () => findStack("live", folder),
            (error: Error) =>
                error instanceof UsageError &&
                /Pulumi\.live\.yaml .* local, /.test(error.message) &&
                !/platform-/.test(error.message),
        );
    });

    it("of a platform are refused, with the way to remove one", () => {
        assert.throws(() => findStack("platform-dev", folder), /is a platform.*npx pulumi destroy -s platform-dev/);
    });

    const unusable: [string, RegExp][] = [
        ["nowhere", /^Pulumi\.nowhere\.yaml does not say the stack's account: /],
        ["short", /^Pulumi\.short\.yaml does not say the stack's account: /],
        ["empty", /^Pulumi\.empty\.yaml does not say the stack's account: /],
        ["broken", /^Pulumi\.broken\.yaml cannot be read: .*\.$/],
    ];
    for (const [stack, expected] of unusable) {
        it(`whose file does not say where they live are refused: ${stack}`, () => {
            assert.throws(
                () => findStack(stack, folder),
                (error: Error) => error instanceof UsageError && expected.test(error.message),
            );
        });
    }
});
