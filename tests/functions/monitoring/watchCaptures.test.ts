import assert from "node:assert/strict";
import fc from "fast-check";
import "../../support/propertySeed";
import type { CaptureVerdict } from "../../../contracts/captures";
import { likelihoodOfSoFew } from "../../../functions/monitoring/captureBound";
import type { CaptureServices, CaptureState } from "../../../functions/monitoring/captureServices";
import { watch } from "../../../functions/monitoring/watchCaptures";

const endpoint = "cars-xgboost-dev";
const hour = 3600;
const settings = { endpoints: [endpoint], periodSeconds: hour };
const day = Date.parse("2026-03-01T00:00:00Z") / 1000;

/** An endpoint that is invoked by the hour, and a ledger in memory. */
class World implements CaptureServices {
    percentage: number | undefined = 100;
    invoked: (start: number) => number = () => 0;
    state: CaptureState | undefined;
    readonly missing: number[] = [];
    looks = 0;

    percentageOf = () => Promise.resolve(this.percentage);
    answered(_: string, since: number, until: number): Promise<number> {
        this.looks++;
        let sum = 0;
        for (let start = since; start < until; start += hour) sum += this.invoked(start);
        return Promise.resolve(sum);
    }
    recall = () => Promise.resolve(this.state);
    remember = (_: string, state: CaptureState) => {
        this.state = state;
        return Promise.resolve();
    };
    publish = (_: string, missing: number) => {
        this.missing.push(missing);
        return Promise.resolve();
    };
}

describe("watching captures", () => {
    let world: World;
    let generation: number;
    beforeEach(() => {
        world = new World();
        generation = 0;
    });

    /** A run so many hours after the day began, that was told of captures by the hour. */
    async function run(
        atHour: number,
        captured: Readonly<Record<number, number>> = {},
    ): Promise<CaptureVerdict | undefined> {
        generation++;
        return again(atHour, captured);
    }
    async function again(atHour: number, captured: Readonly<Record<number, number>> = {}) {
        const told = Object.entries(captured).map(([start, count]) => [day + Number(start) * hour, count]);
        const [verdict] = await watch(world, settings, {
            ...{ runId: `run-${generation}`, startedAt: new Date((day + atHour * hour) * 1000).toISOString() },
            watch: { generation, invocations: { [endpoint]: Object.fromEntries(told) as Record<string, number> } },
        });
        return verdict;
    }

    it("finds an endpoint that captures nothing any more, and one that does again", async () => {
        world.invoked = () => 100;
        assert.equal(await run(0.5, { [-3]: 10 }), undefined);
        const calm = await run(6.5, { 1: 100, 2: 100, 3: 97, 4: 100, 5: 100, 6: 50 });
        assert.deepEqual([calm?.captured, calm?.expected, calm?.short], [397, 400, false]);
        assert.equal(calm?.since, "2026-03-01T01:00:00.000Z");
        assert.equal(calm?.until, "2026-03-01T05:00:00.000Z");
        const stopped = await run(10.5);
        assert.deepEqual([stopped?.captured, stopped?.invocations, stopped?.short], [150, 400, true]);
        assert.equal((await run(14.5, { 9: 100, 10: 100, 11: 100, 12: 100, 13: 99 }))?.short, false);
        assert.deepEqual(world.missing, [0, 250, 0]);
    });

    it("takes what is delivered late for what it is, however often it runs", async () => {
        world.invoked = () => 60;
        await run(0.5);
        // Six runs an hour; what is captured is delivered with the run after.
        for (let tick = 1; tick <= 48; tick++) {
            const verdict = await run(0.5 + tick / 6, { [Math.floor(0.5 + (tick - 1) / 6)]: 10 });
            assert.notEqual(verdict?.short, true, `tick ${tick}: ${JSON.stringify(verdict)}`);
        }
        assert.ok(world.missing.length >= 5);
    });

    it("waits for more where there is too little to say, and says nothing where nobody asks", async () => {
        await run(0.5);
        assert.equal(await run(4.5), undefined);
        world.invoked = () => 4;
        assert.equal(await run(5.5), undefined);
        assert.deepEqual(world.missing, []);
        const late = await run(9.5);
        assert.deepEqual([late?.invocations, late?.short], [28, true]);
    });

    it("asks for the lower one of two sampling rates, and for nothing where capture was off", async () => {
        world.invoked = () => 1000;
        world.percentage = 10;
        await run(0.5);
        world.percentage = 100;
        assert.equal((await run(3.5, { 1: 100 }))?.expected, 100);
        assert.equal((await run(5.5, { 2: 1000, 3: 1000 }))?.expected, 2000);
        world.percentage = 0;
        assert.equal(await run(8.5), undefined);
        world.percentage = 100;
        assert.equal(await run(10.5), undefined);
        assert.equal((await run(13.5, { 11: 1000 }))?.short, false);
    });

    it("begins anew after a run whose captures it was not told of", async () => {
        world.invoked = () => 100;
        await run(0.5);
        generation++;
        assert.equal(await run(6.5), undefined);
        assert.equal((await run(10.5, { 7: 100, 8: 100 }))?.short, false);
        assert.equal(await run(10.5 + 24 * 30), undefined);
        assert.deepEqual(world.missing, [0]);
    });

    it("says the same again where its answer was lost, and counts nothing twice", async () => {
        world.invoked = () => 100;
        await run(0.5);
        const first = await run(4.5, { 1: 100, 2: 60, 3: 7 });
        assert.deepEqual(await again(4.5, { 1: 100, 2: 60, 3: 7 }), first);
        assert.equal(first?.captured, 160);
        assert.deepEqual(world.state?.captured, { [day + 3 * hour]: 7 });
        assert.equal(world.looks, 1);
    });

    it("has nothing to say of an endpoint that is not there", async () => {
        world.percentage = undefined;
        assert.equal(await run(1), undefined);
        assert.equal(world.state, undefined);
    });
});

describe("the bound on so few captures", () => {
    /** The tail of the binomial distribution, term by term. */
    function tail(captured: number, invocations: number, probability: number): number {
        let term = (1 - probability) ** invocations;
        let sum = term;
        for (let count = 1; count <= captured; count++) {
            term *= ((invocations - count + 1) / count) * (probability / (1 - probability));
            sum += term;
        }
        return sum;
    }

    it("is never below the tail, so that no more alarms are false than is said", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 200 }),
                fc.double({ min: 0, max: 1, noNaN: true }),
                fc.double({ min: 0.01, max: 0.95, noNaN: true }),
                (invocations, share, probability) => {
                    const captured = Math.floor(share * invocations);
                    const bound = likelihoodOfSoFew(captured, invocations, probability);
                    assert.ok(bound >= Math.min(tail(captured, invocations, probability), 1) * (1 - 1e-9));
                },
            ),
        );
    });

    it("finds a stop at few invocations, at a low rate, and at very many", () => {
        assert.ok(likelihoodOfSoFew(0, 20, 0.95) < 1e-20);
        assert.ok(likelihoodOfSoFew(0, 200, 0.095) < 1e-6);
        assert.ok(likelihoodOfSoFew(800_000, 1_000_000, 0.95) < 1e-6);
        assert.equal(likelihoodOfSoFew(950_000, 1_000_000, 0.95), 1);
        assert.equal(likelihoodOfSoFew(0, 0, 0.95), 1);
    });
});
