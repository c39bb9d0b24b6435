import assert from "node:assert/strict";
import { withKnownColumns } from "../../../cli/realtime/knownColumns";

const columns = [{ name: "id" }, { name: "size, in m2" }, { name: "price" }];

describe("cli: columns that a model does not know", () => {
    it("are taken out of a CSV, and named", () => {
        const csv = '\uFEFFid,remark,"size, in m2",price\r\n1,"a ""b""",3,4\r\n2,,"5\n6",7\r\n';
        assert.deepEqual(withKnownColumns(csv, columns), {
            csv: 'id,"size, in m2",price\n1,3,4\n2,"5\n6",7\n',
            dropped: ["remark"],
        });
    });

    it("are taken out of a CSV of another delimiter", () => {
        const csv = 'id;remark;price\n1;"a;b";2,5\n2;"";"3;4"\n';
        assert.deepEqual(withKnownColumns(csv, columns, ";"), {
            csv: 'id;price\n1;2,5\n2;"3;4"\n',
            dropped: ["remark"],
        });
    });

    const untouched: [string, string][] = [
        ["that has none", "id,price\n1,2\n"],
        ["that has no other", "a,b\n1,2\n"],
        ["with a row of another length", "id,price,a\n1,2\n"],
        ["that cannot be read", 'id,price,a\n1,2,"3\n'],
        ["without a row", ""],
    ];
    for (const [what, csv] of untouched) {
        it(`stay in a CSV ${what}, for the API to explain`, () => {
            assert.deepEqual(withKnownColumns(csv, columns), { csv, dropped: [] });
        });
    }
});
