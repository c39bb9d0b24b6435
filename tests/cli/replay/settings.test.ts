import assert from "node:assert/strict";
import { readReplaySetting, withReplaySettings } from "../../../cli/replay/settings";

describe("the settings of a replay", () => {
    const changed = (config: Record<string, unknown>, ...texts: string[]) =>
        withReplaySettings(config, texts.map(readReplaySetting));

    it("are read by their paths, values as JSON where they are", () => {
        assert.deepEqual(readReplaySetting("monitoring.threshold=0.2"), {
            path: ["monitoring", "threshold"],
            value: 0.2,
        });
        assert.deepEqual(readReplaySetting("monitoring.method=psi"), { path: ["monitoring", "method"], value: "psi" });
        assert.deepEqual(readReplaySetting('retrain={"fewest":2}').value, { fewest: 2 });
    });

    it("are refused where they are written otherwise", () => {
        for (const wrong of ["monitoring.threshold", "=1", "a..b=1", ".a=1"]) {
            assert.throws(() => readReplaySetting(wrong), /--set takes SETTING=VALUE/, wrong);
        }
    });

    it("change what they name and nothing else, the last one of a name last", () => {
        const config = { algorithms: { xgboost: { gate: { threshold: 3000 } } }, network: false };
        assert.deepEqual(changed(config, "algorithms.xgboost.gate.margin=50", "network=true", "network=false"), {
            algorithms: { xgboost: { gate: { threshold: 3000, margin: 50 } } },
            network: false,
        });
        assert.deepEqual(config.algorithms.xgboost.gate, { threshold: 3000 });
    });

    it("touch no prototype", () => {
        assert.throws(() => changed({}, "__proto__.polluted=1"), /no setting/);
        assert.equal(({} as { polluted?: number }).polluted, undefined);
    });
});
