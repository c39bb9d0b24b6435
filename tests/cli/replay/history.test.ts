import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { isDay, readHistory } from "../../../cli/replay/history";
import { UsageError } from "../../../cli/terminal/errors";
import { usedCars } from "../../../infra/models/used-cars";

const header = "listing_id,price,mileage,make,body,cylinders,doors,cruise_control,upgraded_sound,leather";
const asked = header.replace("price,", "");
const training = `${header}\n1,20000,1000,Saab,sedan,4,4,1,1,0\n`;
const traffic = (id: number) => `${asked}\n${id},1000,Saab,sedan,4,4,1,1,0\n`;
const truth = (id: number) => `listing_id,price\n${id},20000\n`;

describe("a history", () => {
    let folder: string;

    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "history-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const put = (files: Readonly<Record<string, string>>) => {
        for (const [path, content] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, path)), { recursive: true });
            writeFileSync(join(folder, path), content);
        }
    };
    const read = () => readHistory(folder, usedCars);
    const refused = async (files: Readonly<Record<string, string>>, ...expected: RegExp[]) => {
        put(files);
        await assert.rejects(read(), (error) => {
            assert.ok(error instanceof UsageError, String(error));
            for (const words of expected) assert.match(error.message, words);
            return true;
        });
    };
    const sound = {
        "2005-03-07/training.csv": training,
        "2005-03-07/traffic.csv": traffic(7),
        "2005-03-14/ground-truth.csv": truth(7),
    };

    it("is its days in order, whatever order they were written in", async () => {
        put({ "2005-03-21/ground-truth.csv": truth(7), ...sound, "README.md": "what this is", ".DS_Store": "" });
        const days = await read();
        assert.deepEqual(
            days.map((day) => Object.keys(day)),
            [
                ["date", "training", "traffic"],
                ["date", "labels"],
                ["date", "labels"],
            ],
        );
        assert.deepEqual(days[0]?.traffic?.identifiers, ["7"]);
        assert.deepEqual(days[1]?.labels?.labels, [{ identifier: "7", value: 20000 }]);
    });

    it("leaves the target out of what is asked", async () => {
        put({ ...sound, "2005-03-07/traffic.csv": training.replace("\n1,", "\n7,") });
        const [day] = await read();
        assert.equal(day?.traffic?.header.join(), asked);
        assert.deepEqual(day?.traffic?.rows, [["7", "1000", "Saab", "sedan", "4", "4", "1", "1", "0"]]);
    });

    it("leaves out labels that are not known yet", async () => {
        put({ ...sound, "2005-03-14/ground-truth.csv": `${truth(7)}8,\n` });
        assert.equal((await read())[1]?.labels?.labels.length, 1);
    });

    it("is refused where there is no folder, a file, or nothing in it", async () => {
        await assert.rejects(readHistory(join(folder, "gone"), usedCars), /There is no folder ".*gone"\. A history is/);
        await refused({}, /has no day in it\. A history is a folder with a folder a day/);
        put({ file: "" });
        await assert.rejects(readHistory(join(folder, "file"), usedCars), /is a file/);
    });

    it("is refused with every wrong name at once", () =>
        refused(
            {
                ...sound,
                "2005-02-30/traffic.csv": traffic(1),
                "march/traffic.csv": traffic(2),
                "traffic.csv": traffic(3),
            },
            /"[^"]*2005-02-30" is not called by a day/,
            /"[^"]*march" is not called by a day/,
            /"[^"]*traffic\.csv" is of no day/,
        ));

    it("has one file of a kind a day, and no other", () =>
        refused(
            { ...sound, "2005-03-07/training-2.csv": training, "2005-03-07/notes.txt": "" },
            /training-2\.csv" is not read: a day has one training\.csv alone/,
            /notes\.txt" is none of what a day has/,
        ));

    it("tells of each file that lacks columns, or has rows that the API would refuse", () =>
        refused(
            {
                ...sound,
                "2005-03-07/training.csv": "listing_id,price\n1,2\n",
                "2005-03-14/traffic.csv": `${asked}\n9,far,Saab,sedan,4,4,1,1,0\n`,
                "2005-03-15/ground-truth.csv": "listing_id,price\n7,dear\n",
            },
            /training\.csv" lacks the columns mileage/,
            /traffic\.csv" has rows that the API would refuse:\n.*far/,
            /ground-truth\.csv", row 1, price: /,
        ));

    it("begins with training data", () =>
        refused({ ...sound, "2005-03-01/traffic.csv": traffic(3) }, /traffic of 2005-03-01 comes before the first/));

    it("is refused without training data, and without traffic", async () => {
        await refused({ "2005-03-07/traffic.csv": traffic(1) }, /has no training\.csv/);
        rmSync(join(folder, "2005-03-07"), { recursive: true });
        await refused({ "2005-03-07/training.csv": training }, /has no traffic\.csv/);
    });

    it("is refused where ground truth is of no traffic, or comes before it", () =>
        refused(
            { ...sound, "2005-03-08/ground-truth.csv": truth(8) },
            /No row of ".*2005-03-08.*" is of traffic.*"8"/,
        ));

    it("is refused where rows of two days have one identifier", () =>
        refused(
            { ...sound, "2005-03-09/traffic.csv": traffic(7) },
            /1 row that an earlier row is called like, e\.g\. "7"/,
        ));

    it("is refused where a row has no identifier", () =>
        refused(
            { ...sound, "2005-03-09/traffic.csv": `${asked}\n,1000,Saab,sedan,4,4,1,1,0\n` },
            /row 1, has no listing_id/,
        ));

    it("takes the days of the calendar alone", () => {
        fc.assert(
            fc.property(
                fc.date({ min: new Date("1900-01-01"), max: new Date("2999-12-31"), noInvalidDate: true }),
                (date) => {
                    assert.ok(isDay(date.toISOString().slice(0, 10)));
                },
            ),
        );
        fc.assert(
            fc.property(fc.string(), (text) => {
                assert.equal(isDay(`${text}x`), false);
            }),
        );
        for (const wrong of ["2005-02-29", "2005-04-31", "2005-13-01", "2005-00-10", "2005-1-1", "05-01-01", ""]) {
            assert.equal(isDay(wrong), false, wrong);
        }
    });
});
