import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSpec } from "../../../cli/files/columns";
import { checkCsvFile, readCsvFile } from "../../../cli/files/csvFile";
import type { Purpose } from "../../../cli/files/purpose";
import { UsageError } from "../../../cli/terminal/errors";

describe("cli: a CSV file to push", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "drivetrain-"))));
    after(() => rmSync(folder, { recursive: true }));

    const spec: FileSpec = {
        name: "rents",
        identifier: "id",
        target: "price",
        columns: [
            { name: "id", type: "integer" },
            { name: "price", type: "number" },
        ],
    };
    const cases: [string, string | Buffer, RegExp][] = [
        ["empty", "", /is empty/],
        ["blank", "\n\n", /is empty/],
        ["without rows", "id,price\n\n", /a header but no rows/],
        ["without a header", "1,22661.05,Buick\n2,100,Saab\n", /a number in its first line/],
        ["of one column", "id\n1\n", /one column only, "id": a CSV separated by commas is needed\.$/],
        [
            "separated by semicolons",
            '\uFEFFid;"size, in m2";price\n1;2;3\n',
            /data\.csv" are separated by semicolons \(its first line is "id;"size, in m2";price"\): save it as a CSV separated by/,
        ],
        ["separated by tabs", `id\t${"p".repeat(60)}\n1\t2\n`, /by tabs \(its first line is "id\tp{57}\.\.\."\)/],
        [
            "in UTF-16",
            Buffer.from("\uFEFFid,price\n1,2\n", "utf16le"),
            /is in UTF-16: save it as CSV in UTF-8, e\.g\. by `iconv /,
        ],
        [
            "in Latin-1",
            Buffer.from("id,a\n1,b\n2,gr\xfcn\n", "latin1"),
            /is not in UTF-8 \(row 2\), but probably in Latin-1/,
        ],
        ["binary", Buffer.from("PK\u0003\u0004,\0\0\n1,2\n"), /is not text/],
    ];
    for (const [what, content, expected] of cases) {
        it(`is refused when it is ${what}`, async () => {
            const file = join(folder, "data.csv");
            writeFileSync(file, content);
            await assert.rejects(
                checkCsvFile(file, "training"),
                (error: Error) => error instanceof UsageError && expected.test(error.message),
            );
        });
    }

    for (const name of ["data.CSV", "data.txt", "data"]) {
        it(`is refused when no run would start for it: ${name}`, async () => {
            const file = join(folder, name);
            writeFileSync(file, "id,price\n1,2\n");
            await assert.rejects(
                checkCsvFile(file, "training"),
                (error: Error) => error instanceof UsageError && /does not end in \.csv/.test(error.message),
            );
        });
    }

    it("is refused when it is not there, or a folder", async () => {
        await assert.rejects(checkCsvFile(join(folder, "nothing.csv"), "training"), /There is no file/);
        await assert.rejects(checkCsvFile(folder, "training"), /is not a file/);
    });

    it("is refused when it is a pipe, which nobody may ever write to", async () => {
        const pipe = join(folder, "pipe.csv");
        execFileSync("mkfifo", [pipe]);
        await assert.rejects(checkCsvFile(pipe, "training"), /is not a file/);
    });

    it("is taken with a header and rows, Windows line ends and all", async () => {
        const file = join(folder, "good.csv");
        writeFileSync(file, "id,price\r\n1,2\r\n");
        assert.equal((await readCsvFile(file, "training")).toString(), "id,price\r\n1,2\r\n");
    });

    it("is taken where its fields are separated as the model's are", async () => {
        const file = join(folder, "good.csv");
        writeFileSync(file, "id;price\n1;2,5\n");
        await checkCsvFile(file, "training", { ...spec, delimiter: ";" });
        writeFileSync(file, "id,price\n1,2\n");
        await assert.rejects(
            checkCsvFile(file, "training", { ...spec, delimiter: ";" }),
            /are separated by commas \(its first line is "id,price"\): save it as a CSV separated by semicolons\.$/,
        );
    });

    describe("of a model", () => {
        const wide: FileSpec = {
            ...spec,
            columns: [
                ...spec.columns,
                { name: "size, m2", type: "number" },
                { name: "rooms", type: "integer" },
                { name: "floor", type: "integer", required: false },
                { name: "agent", type: "string", ignored: true },
            ],
        };
        const check = async (header: string, purpose: Purpose = "training", given = wide): Promise<void> => {
            const file = join(folder, "columns.csv");
            writeFileSync(file, `${header}\n1,2,3,4\n`);
            await checkCsvFile(file, purpose, given);
        };

        it("is taken with the columns that it needs, in any order, and others", async () => {
            await check('rooms,"size, m2", price ,id,more');
            await check('\uFEFFid,price,"size, m2",rooms\r');
            await check('id,rooms,"size, m2"', "scoring");
            await check('rooms,"size, m2",price', "training", {
                ...wide,
                identifier: "generated",
                columns: wide.columns.slice(1),
            });
        });

        it("is refused where it lacks some, in one sentence", async () => {
            await assert.rejects(check("id,price,size,floor"), {
                name: "UsageError",
                message:
                    `"${join(folder, "columns.csv")}" lacks the columns size, m2, rooms, which every training file of rents must ` +
                    `have: its header begins with "id,price,size,floor".`,
            });
            await assert.rejects(check('id,rooms,"size, m2"'), /lacks the column price, which/);
            await assert.rejects(
                check('price,rooms,"size, m2"', "scoring"),
                /lacks the column id, which every scoring file/,
            );
        });

        it("is taken as ground truth with the identifier and the target, whatever else it has", async () => {
            await check("price,id,inference_id", "ground truth");
            await assert.rejects(check("price,inference_id", "ground truth"), {
                name: "UsageError",
                message:
                    `"${join(folder, "columns.csv")}" lacks the column id, which every ground truth file of rents must have: ` +
                    `its header begins with "price,inference_id".`,
            });
            await assert.rejects(
                check("id,rooms", "ground truth"),
                /lacks the column price, which every ground truth file/,
            );
        });

        it("is refused where its header names a column twice, or cannot be read", async () => {
            await assert.rejects(check('id,price,rooms,"size, m2",rooms'), /names the column "rooms" more than once/);
            await assert.rejects(check('id,"price,rooms'), /^UsageError: The header of .* cannot be read: /);
        });
    });

    it("is taken with a row that is broken among others", async () => {
        const file = join(folder, "good.csv");
        writeFileSync(
            file,
            Buffer.concat([Buffer.from("id,a\n1,grün\n2,gr"), Buffer.from([0xfc]), Buffer.from("n\n")]),
        );
        await checkCsvFile(file, "training");
    });

    it("is judged by its beginning where it is long", async () => {
        const file = join(folder, "long.csv");
        writeFileSync(file, `id,price\n${"1,2\n".repeat(400_000)}`);
        await checkCsvFile(file, "scoring");
    });

    it("is named for what it is for", async () => {
        const file = join(folder, "data.txt");
        writeFileSync(file, "id,price\n1,2\n");
        await assert.rejects(checkCsvFile(file, "scoring"), /no other file starts a scoring run/);
        await assert.rejects(checkCsvFile(file, "ground truth"), /no other file is read as ground truth/);
    });
});
