import assert from "node:assert/strict";
import { Creations } from "../../../local/provider/creations";
import { PartialFailure } from "../../../local/provider/engine/errors";

const urn = (stack: string, name: string): string => `urn:pulumi:${stack}::drivetrain::aws:s3/bucket:Bucket::${name}`;

describe("what the local provider has created", () => {
    it("is known by stack, half-made things among it, what failed not", async () => {
        const creations = new Creations();
        await creations.noting(urn("local", "a"), async () => ({ id: "a-1" }));
        await creations.noting(urn("local", "a"), async () => ({ id: "a-2" }));
        await creations.noting(urn("local-homes", "b"), async () => ({ id: "b-1" }));
        const half = creations.noting(urn("local", "c"), async () => {
            throw new PartialFailure("could not be read", "c-1", {});
        });
        await assert.rejects(half, /could not be read/);
        await assert.rejects(creations.noting(urn("local", "d"), () => Promise.reject(new Error("denied"))));
        assert.deepEqual(await creations.of("local"), { [urn("local", "a")]: "a-2", [urn("local", "c")]: "c-1" });
    });

    it("is told once nothing is being done to the stack, for an engine that did not wait for it", async () => {
        const creations = new Creations();
        let finish = (): void => {};
        const made = new Promise<{ id: string }>((resolve) => (finish = () => resolve({ id: "a-1" })));
        void creations.noting(urn("local", "a"), () => made);
        void creations.awaiting(urn("local-homes", "b"), () => new Promise(() => {}));
        const asked = creations.of("local");
        finish();
        assert.deepEqual(await asked, { [urn("local", "a")]: "a-1" });
    });
});
