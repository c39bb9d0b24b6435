import assert from "node:assert/strict";
import { root } from "../../cli/checkout";
import { stacksIn } from "../../cli/stacks/stackFile";
import type { Finding } from "../../policies/engine/findings";
import { failuresIn, findingsOf, isKnown, type KnownFinding } from "./program";

/** Empty is what it should be: what stands here is still to be mended. */
const known: readonly KnownFinding[] = [];

describe("our own stacks, judged by every rule", () => {
    const found = new Map<string, readonly Finding[]>();

    before(async () => {
        // One after the other: a process has one Pulumi runtime.
        for (const stack of stacksIn(root)) found.set(stack, await findingsOf(stack));
    });

    it("are those of two models and a platform at three stages, and of one at two more, to promote between", () => {
        const stages = ["local", "dev", "prod"].flatMap((stage) => [stage, `${stage}-homes`, `platform-${stage}`]);
        const promoting = ["local-dev", "local-prod"].flatMap((stage) => [stage, `platform-${stage}`]);
        assert.deepEqual([...found.keys()].sort(), [...stages, ...promoting].sort());
    });

    it("fail nowhere but where it is known, and why", () => {
        const failures = new Set([...found.values()].flatMap(failuresIn));
        assert.deepEqual(
            [...failures].filter((failure) => !known.some((one) => isKnown(failure, one))),
            [],
        );
        assert.deepEqual(
            known.filter((one) => ![...failures].some((failure) => isKnown(failure, one))),
            [],
            "what is mended must go from the list",
        );
    });
});
