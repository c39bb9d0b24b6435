import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { inRoot } from "../../../cli/checkout";
import { tryOut } from "../../../cli/commands/try/action";
import { Desk, refused } from "../draft/drafts";

interface Answer {
    readonly ok: boolean;
    readonly training: Readonly<
        Record<
            string,
            {
                readonly status: string;
                readonly verdict: string;
                readonly reason: string;
                readonly metrics: Record<string, number>;
                readonly comparison?: { readonly challenger: number; readonly r2: number; readonly baseline: number };
            }
        >
    >;
    readonly combined?: { readonly rule: string; readonly algorithms: readonly string[]; readonly rmse: number };
    readonly rows: { readonly input: number; readonly used: number; readonly reasons: Record<string, number> };
}

describe("cli: try", () => {
    const desk = new Desk();
    const file = "data/used-cars.csv";

    async function run(...set: string[]): Promise<{ code: number; answer: Answer }> {
        const write = process.stdout.write.bind(process.stdout);
        let printed = "";
        process.stdout.write = (text: string | Uint8Array) => (printed += String(text)) !== "";
        try {
            const code = await tryOut("used-cars", file, { set, json: true });
            return { code, answer: JSON.parse(printed) as Answer };
        } finally {
            process.stdout.write = write;
        }
    }

    it("trains and judges as a run does, and leaves nothing behind", async () => {
        const { code, answer } = await run();
        assert.equal(code, 0);
        const { xgboost, "linear-learner": linear } = answer.training;
        assert.ok(xgboost?.comparison && linear?.comparison);
        assert.equal(xgboost.verdict, "passes");
        assert.match(xgboost.reason, /^validation:rmse [\d.]+ is within 3000, and rmse [\d.]+ on 107 test rows: /);
        assert.ok(xgboost.metrics["validation:rmse"]! < 3000);
        assert.ok(xgboost.comparison.r2 > 0.85 && xgboost.comparison.challenger < xgboost.comparison.baseline / 3);
        assert.deepEqual(answer.combined?.algorithms, ["xgboost", "linear-learner"]);
        assert.equal(answer.combined.rule, "max");
        assert.equal(answer.rows.used, 804);
        assert.deepEqual(readdirSync(inRoot(".drivetrain", "try")), []);
    }).timeout(60_000);

    it("tries other hyperparameters, and tells a rejected model from one that fails", async () => {
        const rejected = await run("xgboost.num_round=2");
        assert.equal(rejected.code, 3);
        assert.equal(rejected.answer.training["xgboost"]?.verdict, "rejected");
        assert.match(rejected.answer.training["xgboost"].reason, /is above the threshold 3000$/);

        const failed = await run("xgboost.eta=2");
        assert.equal(failed.code, 1);
        const { xgboost, "linear-learner": linear } = failed.answer.training;
        assert.equal(xgboost?.status, "FAILED");
        assert.match(xgboost.reason, /^AlgorithmError: .*Hyperparameter eta: 2\.0 is not in \[0, 1\], exit code: 1$/s);
        assert.equal(linear?.verdict, "passes");
        assert.deepEqual(failed.answer.combined?.algorithms, ["linear-learner"]);
    }).timeout(60_000);

    it("refuses what `train` refuses, before anything runs", async () => {
        await refused(tryOut("used-bikes", file, {}), /^There is no model "used-bikes"; there are used-cars and homes/);
        await refused(tryOut("used-cars", "nothing.csv", {}), /^There is no file "nothing\.csv"\.$/);
        const lacking = desk.put("listing_id,mileage\n1,2\n");
        await refused(tryOut("used-cars", lacking, {}), /lacks the columns price, make, .*, which every training file/);
        const utf16 = desk.put(Buffer.from("listing_id,price\n1,2\n", "utf16le"));
        await refused(tryOut("used-cars", utf16, {}), /is in UTF-16: save it as CSV in UTF-8/);
    });

    it("tells why pre-processing cannot go on", async () => {
        const rows = Array.from({ length: 40 }, (_, row) => `${row},x,1,Saab,sedan,4,4,0,0,0`);
        const header = "listing_id,price,mileage,make,body,cylinders,doors,cruise_control,upgraded_sound,leather";
        const path = desk.put([header, ...rows].join("\n"));
        await assert.rejects(
            tryOut("used-cars", path, {}),
            /^CommandError: Pre-processing failed: 40 of 40 rows cannot be used; the first is row 1 of data\.csv: price: /,
        );
    }).timeout(60_000);
});
