import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { findTarget } from "../../../cli/scoring/target";
import { Desk, refused } from "../draft/drafts";

describe("cli: where a result goes", () => {
    const desk = new Desk();
    const file = () => desk.put("id,a\n1,2\n", "cars.csv");

    it("is the file that is named, and one beside it for the rows that are set aside", async () => {
        const result = join(desk.folder, "scored.csv");
        assert.deepEqual(await findTarget(file(), result), {
            result,
            quarantine: join(desk.folder, "scored-quarantined.csv"),
        });
        const { quarantine } = await findTarget(file(), join(desk.folder, "scored.txt"));
        assert.equal(quarantine, join(desk.folder, "scored.txt-quarantined.csv"));
    });

    it("is in a folder by the name of the file to be scored", async () => {
        const folder = join(desk.folder, "out");
        mkdirSync(folder);
        for (const name of [folder, `${folder}/`]) {
            const { result, quarantine } = await findTarget(file(), name);
            assert.deepEqual(
                [relative(folder, result), relative(folder, quarantine)],
                ["cars.csv", "cars-quarantined.csv"],
            );
        }
    });

    it("is never the file to be scored", async () => {
        await refused(
            findTarget(file(), desk.folder),
            /cars\.csv" is the file to be scored: name another one with -o\.$/,
        );
        const mended = desk.put("id,a\n1,2\n", "scored-quarantined.csv");
        await refused(findTarget(mended, join(desk.folder, "scored.csv")), /have its rows that are set aside put into/);
    });

    it("has to be writable", async () => {
        await refused(findTarget(file(), join(desk.folder, "no/")), /no\/" is no folder: make it, or name a file\.$/);
        await refused(
            findTarget(file(), join(desk.folder, "no", "a.csv")),
            /cannot be written: there is no folder ".*no"/,
        );
        mkdirSync(join(desk.folder, "a-quarantined.csv"));
        await refused(findTarget(file(), join(desk.folder, "a.csv")), /a-quarantined\.csv" cannot be written: it is a/);
    });

    it("has to be permitted, as everything is to root", async () => {
        mkdirSync(join(desk.folder, "shut"));
        chmodSync(join(desk.folder, "shut"), 0o500);
        const found = findTarget(file(), join(desk.folder, "shut", "a.csv"));
        if (process.getuid?.() === 0) await assert.doesNotReject(found);
        else await refused(found, /you have no permission\.$/);
    });
});
