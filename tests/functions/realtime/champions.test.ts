import assert from "node:assert/strict";
import fc from "fast-check";
import { cacheChampion, type Champion, loadChampion } from "../../../functions/realtime/champions";
import { partsOf, score } from "../../../functions/realtime/score";
import { encode } from "../../../functions/shared/transform";
import { FakeServices, prefixes, transform } from "./example";

const champion = (modelName: string): Champion => ({ endpointName: "cars-xgboost-dev", modelName, transform });

describe("what serves", () => {
    it("is read from the champion's parameters and its transform", async () => {
        const found = await loadChampion(new FakeServices(), prefixes.xgboost);
        assert.deepEqual(found, champion("cars-xgboost-20260101"));
    });

    it("is nothing as long as a parameter is missing", async () => {
        const services = new FakeServices();
        services.absent.add("xgboost");
        assert.equal(await loadChampion(services, prefixes.xgboost), undefined);
    });

    it("is refused with a transform of another version", async () => {
        const services = new FakeServices();
        const uri = "s3://artifacts/runs/xgboost/1/transform/transform.json";
        services.transforms[uri] = { ...transform, version: 2 as never };
        await assert.rejects(loadChampion(services, prefixes.xgboost), /has version 2/);
    });

    it("is remembered for its time and then read anew", async () => {
        let time = 0;
        let reads = 0;
        const cached = cacheChampion(
            async () => champion(`model-${++reads}`),
            30,
            () => time,
        );
        const names: (string | undefined)[] = [];
        for (time of [0, 29_999, 30_000, 59_999, 60_000]) {
            names.push((await cached())?.modelName);
        }
        assert.deepEqual(names, ["model-1", "model-1", "model-2", "model-2", "model-3"]);
    });

    it("stays in use when it cannot be read anew, and fails when it never could", async () => {
        let time = 0;
        let broken = false;
        const load = async () => (broken ? Promise.reject(new Error("throttled")) : champion("model-1"));
        const cached = cacheChampion(load, 30, () => time);
        await cached();
        broken = true;
        time = 60_000;
        assert.equal((await cached())?.modelName, "model-1");
        await assert.rejects(cacheChampion(load, 30)(), /throttled/);
    });
});

describe("scoring", () => {
    it("splits what is more than a payload, and puts the answers together in order", async () => {
        const services = new FakeServices();
        const records = Array.from({ length: 5_000 }, (_, mileage) => ({ mileage, make: "Saab" }));
        const { endpointName, transform } = champion("model-1");
        const lines = records.map((record) => encode(transform, record).join(","));
        const parts = partsOf([lines], 10_000);
        const scores = await score(services, { endpointName, lines, parts, timeoutMilliseconds: 1000 });
        assert.ok(services.invocations.length > 1);
        assert.ok(services.invocations.every(({ csv }) => csv.length <= 10_000));
        assert.deepEqual(
            scores,
            records.map(({ mileage }) => ((mileage - 10) / 5) * 1000 + 1),
        );
    });

    it("puts all lines in order into parts within the limit", () => {
        const line = fc.string({ unit: fc.constantFrom("1", ","), maxLength: 20 });
        fc.assert(
            fc.property(fc.array(line), fc.integer({ min: 20, max: 60 }), (all, limit) => {
                const parts = partsOf([all], limit).map(({ first, end }) => all.slice(first, end));
                assert.deepEqual(parts.flat(), all);
                assert.ok(parts.every((part) => part.length > 0 && part.join("\n").length <= limit));
            }),
        );
    });
});
