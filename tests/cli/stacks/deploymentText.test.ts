import assert from "node:assert/strict";
import { newKeyText } from "../../../cli/stacks/deploymentText";

describe("what up tells of a new key", () => {
    const changed = (operation: string, resource = "aws:kms/alias:Alias cars-key") => ({
        changes: [{ operation, resource }],
    });

    it("is that a run may wait for it, as long as AWS needs", () => {
        assert.match(newKeyText(changed("create"), { local: false }).join(), /five minutes .* a run .* waits/);
        assert.match(newKeyText(changed("create-replacement"), { local: false }).join(), /five minutes/);
    });

    it("is nothing where no key is new, or where it counts at once", () => {
        assert.deepEqual(newKeyText(changed("update"), { local: false }), []);
        assert.deepEqual(newKeyText(changed("create", "aws:s3/bucket:Bucket cars"), { local: false }), []);
        assert.deepEqual(newKeyText(changed("create"), { local: true }), []);
    });
});
