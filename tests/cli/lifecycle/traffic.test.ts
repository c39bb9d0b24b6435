import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { calmTraffic, driftedTraffic, requestsOf, shifted } from "../../../cli/lifecycle/traffic";

const csv = readFileSync(join(__dirname, "../../../data/used-cars.csv"), "utf8");

describe("cli: traffic of the lifecycle", () => {
    const calm = calmTraffic(csv, "price");
    const drifted = driftedTraffic(calm);
    const column = ({ header, rows }: typeof calm, name: string) => rows.map((row) => row[header.indexOf(name)]);

    it("asks about every row, without what is to be predicted", () => {
        assert.equal(calm.rows.length, 804);
        assert.ok(!calm.header.includes("price"));
    });

    it("shifts two columns, and leaves all others as they are", () => {
        const changed = calm.header.filter((name) => column(calm, name).join() !== column(drifted, name).join());
        assert.deepEqual(changed.sort(), [shifted.make, shifted.mileage]);
        assert.equal(column(drifted, "make").filter((make) => make === shifted.unknown).length, 21);
    });

    it("is sent in parts, each with the header", () => {
        const parts = requestsOf(
            {
                header: ["a", "b"],
                rows: [
                    ["1", "2"],
                    ["3", "4"],
                    ["5", "6"],
                ],
            },
            2,
        );
        assert.deepEqual(parts, ["a,b\n1,2\n3,4", "a,b\n5,6"]);
    });
});
