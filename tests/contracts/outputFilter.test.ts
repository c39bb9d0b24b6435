import assert from "node:assert/strict";
import { csvOutputFilter } from "../../contracts/outputFilter";

describe("the output filter of a transform job", () => {
    it("names the columns that came along and the answer", () => {
        assert.equal(csvOutputFilter(1), "$[0,-1]");
        assert.equal(csvOutputFilter(3), "$[0,1,2,-1]");
    });

    it("is left out where it would be longer than SageMaker takes: from 23 columns on", () => {
        assert.equal(csvOutputFilter(22)?.length, 61);
        assert.equal(csvOutputFilter(23), undefined);
        assert.equal(csvOutputFilter(300), undefined);
    });
});
