import assert from "node:assert/strict";
import { sharingStatements } from "../../../components/promotion/access/sharing";
import { partnerScope } from "../../../components/promotion/partners";
import { attributionFile, baselineFiles } from "../../../contracts/places";
import type { OfferedVersion } from "../../../contracts/promotion";
import { usedCars } from "../../../infra/models/used-cars";
import { statusChange } from "../closures/case";
import { offered, offeredArn, transform } from "../closures/promotionCases";
import { type Actor, algorithmOf, type Scenario, type Scenarios } from "./scenario";
import { scope, type World } from "./world";

const here = { stage: scope.stage, accountId: scope.accountId };
/** The stage before, in an account of its own. */
const before = partnerScope(scope, usedCars.name, { stage: "dev", accountId: "222222222222" });

/** A version that the stage before has left, and shares as its stack does. */
async function offer(world: World, actor: Actor): Promise<OfferedVersion> {
    const shared = await world.otherStage(before, sharingStatements(before, usedCars, [here]));
    const run = `runs/${algorithmOf(actor)}/1`;
    const artifact = await shared.object(`${run}/model/job/output/model.tar.gz`, "abc");
    const location = artifact.replace("/model/job/output/model.tar.gz", "");
    await shared.object(`${run}/comparison/challenger.json`, "{}");
    for (const file of [...Object.values(baselineFiles), attributionFile]) {
        await shared.object(`${run}/baseline/${file}`, "{}");
    }
    const properties = {
        ...offered.properties,
        ...{ location, "baseline-location": `${location}/baseline`, attribution: "trees" },
        transform: await shared.object(`${run}/transform/transform.json`, transform),
    };
    return { ...offered, artifact, properties };
}

/** A version of another account is read, and nothing is against it. */
const checked: Scenario = {
    arrange: async (world, actor) => ({ version: await offer(world, actor), image: offered.image }),
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.deepEqual(result, { refusals: [] });
    },
};

/** A version of another account is copied under this stage's key. */
const copied: Scenario = {
    async arrange(world, actor) {
        const own = await world.object(`runs/${algorithmOf(actor)}/2/model/model.tar.gz`, "what was there before");
        return { version: await offer(world, actor), location: own.replace("/model/model.tar.gz", "") };
    },
    async check({ error, result }, world) {
        assert.equal(error, undefined, error?.message);
        const { artifact, baseline } = result as { artifact: string; baseline: string };
        assert.equal(await world.read(artifact), "abc");
        assert.equal(await world.keyOf(artifact), world.keyArn);
        assert.equal(await world.read(`${baseline}/${attributionFile}`), "{}");
    },
};

/** People are told of a version that was refused. */
const told: Scenario = {
    arrange: () =>
        Promise.resolve(
            statusChange({
                status: "SUCCEEDED",
                input: JSON.stringify({ versionArn: offeredArn }),
                output: JSON.stringify({ verdict: "refused", reason: "it has no baseline", versionArn: offeredArn }),
            }),
        ),
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.match((result as { message: string }).message, /Reason: it has no baseline/);
    },
};

export const promotionScenarios: Scenarios = {
    "promotion/checkVersion": [checked],
    "promotion/copyVersion": [copied],
    "promotion/notifyPromotion": [told],
};
