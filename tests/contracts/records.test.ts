import assert from "node:assert/strict";
import { scoringRecordKey } from "../../contracts/records";

describe("contracts: records", () => {
    it("of scoring runs are partitioned by the day of the start", () => {
        assert.equal(
            scoringRecordKey("20260102-030405-0a1b2c3d", "2026-01-02T03:04:05.678Z"),
            "records/scoring/date=2026-01-02/20260102-030405-0a1b2c3d.json",
        );
    });
});
