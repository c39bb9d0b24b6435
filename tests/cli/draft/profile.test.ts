import assert from "node:assert/strict";
import { join } from "node:path";
import { profileFile } from "../../../cli/draft/profile";
import { readRows } from "../../../cli/draft/rows";
import { csvField, readCsv } from "../../../functions/shared/csv";
import { Desk, draftOf, refused } from "./drafts";

describe("cli: the file of a draft", () => {
    const desk = new Desk();

    describe("rows", () => {
        async function rowsOf(content: string): Promise<(readonly string[] | string)[]> {
            const rows = [];
            for await (const batch of readRows(desk.put(content))) {
                rows.push(...batch.map((row) => ("problem" in row ? row.problem : row.fields)));
            }
            return rows;
        }

        it("are read like those of a request, however the file's chunks cut them", async () => {
            const fields = ["a", "", "1,5", 'say "no"', "two\nlines", "größer", "x".repeat(70)];
            const lines = Array.from({ length: 9000 }, (_, index) =>
                [index, fields[index % 7], fields[(index * 3 + 1) % 7]].map((one) => csvField(one ?? "")).join(","),
            );
            for (const end of ["\n", "\r\n", "\r"]) {
                const text = lines.join(end);
                assert.deepEqual(
                    await rowsOf(text),
                    readCsv(text).records.map((record) => [...record]),
                );
            }
        });

        it("survive a quote that nobody closed", async () => {
            const more = Array.from({ length: 150 }, (_, index) => `${index},b`);
            const rows = await rowsOf(["id,a", '1,"open', ...more, '2,"x" y', '3,"fine"'].join("\n"));
            assert.equal(rows[1], "a quoted field has no closing quote");
            assert.deepEqual(
                rows.slice(2, 152),
                more.map((line) => line.split(",")),
            );
            assert.deepEqual(rows.slice(152), ["a quoted field has text after its closing quote", ["3", "fine"]]);
        });

        it("that are not UTF-8 are broken", async () => {
            const path = desk.put(Buffer.from("id,a\n1,gr\xfcn\n2,b\n", "latin1"));
            const profile = await profileFile(path);
            assert.deepEqual(profile.firstBroken, { row: 1, problem: "the row is not UTF-8 text" });
            assert.deepEqual([profile.rows, profile.broken], [2, 1]);
        });
    });

    describe("is refused", () => {
        const rows = Array.from({ length: 30 }, (_, index) => `${index},${index % 4},${index % 5}`).join("\n");
        const cases: [string, string | Buffer, RegExp, object?][] = [
            ["that is empty", "", /is empty: give it a header and a row per example\.$/],
            ["of blank lines", "\n \n\t\n", /is empty: give it a header/],
            ["with a header alone", "id,a,price\n", /has a header and no usable row below it\.$/],
            ["of broken rows alone", "id,a,price\n1,2\n", /no usable row below it; row 1: expected 3 fields, got 2\.$/],
            [
                "of one column",
                "price\n1\n2\n",
                /^".*" has one column only, "price": a CSV separated by commas, semicolons,/,
            ],
            [
                "in UTF-16",
                Buffer.from("\uFEFFid,price\n1,2\n", "utf16le"),
                /is in UTF-16: save .* UTF-8, e\.g\. by `iconv -f UTF-16 -t UTF-8 \S+\/data\.csv > \S+\/data-utf8\.csv`\.$/,
            ],
            ["in UTF-16 without a mark", Buffer.from("id,price\n1,2\n", "utf16le"), /is in UTF-16: save it as CSV/],
            [
                "in Latin-1",
                Buffer.from("id,a,price\n1,b,2\n2,gr\xfcn,3\n", "latin1"),
                /is not in UTF-8 \(row 2\), but probably in Latin-1, .* by `iconv -f WINDOWS-1252 -t UTF-8 \S+ > \S+`\.$/,
            ],
            ["with a header in Latin-1", Buffer.from("id,gr\xfcn\n1,2\n", "latin1"), /is not in UTF-8 \(row 0\), but/],
            [
                "whose header has an open quote",
                '"id,price\n1,2\n',
                /^The header of .* cannot be read: a quoted field has no/,
            ],
            ["with a column twice", "id,a,a\n1,2,3", /has 1 problem:\n {2}"a" is there more than once: rename one\.$/],
            ["with a column without a name", "id,,price\n1,2,3", /Column 2 has no name: give it one\./],
            [
                "with a line break in a name",
                'id,"a\nb",price\n1,2,3',
                /"a\\nb" has a line break, a tab or another control/,
            ],
            ["without a header", "1,2,3\n2,3,4", /has 3 problems:\n {2}"1" is a number: give the file a header/],
            [
                "with a name of pages",
                `id,${"a".repeat(257)},price\n1,2,3`,
                /has more than 256 characters: shorten it\./,
            ],
            ...["xgboost", "linear-learner", "result"].map((name): [string, string, RegExp] => [
                `with the answer's column ${name}`,
                `id,${name},price\n1,2,3`,
                new RegExp(`"${name}" is what answers call a column of their own: rename it\\.`),
            ]),
            [
                "without a name that tells what to predict",
                `id,a,b\n${rows}`,
                /^No column of data\.csv is called like what is predicted \(.*\)\. Say .* --target COLUMN; of numbers are a, b\.$/,
            ],
            [
                "with two names that tell what to predict",
                "id,list_price,sale_price\n1,2,3\n2,4,3",
                /^"list_price" and "sale_price" of data\.csv are both called like what is predicted\. Say which one/,
            ],
            [
                "whose target by name is no number",
                "id,a,price\n1,2,cheap\n2,5,dear\n3,7,cheap",
                /^The target "price" has the classes cheap and dear, and a model here predicts numbers; classes cannot/,
            ],
            [
                "whose target is yes or no",
                `id,a,label\n${Array.from({ length: 30 }, (_, index) => `${index},${index % 7},${index % 2}`).join("\n")}`,
                /^The target "label" has the classes 0 and 1, and a model here predicts numbers; classes cannot be trained yet/,
            ],
            [
                "without numbers",
                "id,a\n1,x\n2,y",
                /has no column of different numbers beside "id": there is nothing to predict\.$/,
            ],
            ["without a feature", "id,price\n1,2\n2,3", /has no column to learn from beside id and price\.$/],
            [
                "that lacks the target",
                `id,a,b\n${rows}`,
                /^--target: data\.csv has no column "c"; it has id, a, b\.$/,
                { target: "c" },
            ],
            [
                "that lacks the identifier",
                `id,a,b\n${rows}`,
                /^--identifier: data\.csv has no column "c"/,
                { identifier: "c" },
            ],
            [
                "with duplicates of the identifier",
                `id,a,b\n${rows}`,
                /^--identifier: "a" does not tell the rows apart: "0" comes again in row 5; --identifier generated makes /,
                { identifier: "a" },
            ],
            [
                "with rows without an identifier",
                "id,a,b\n1,2,3\n,4,5",
                /^--identifier: "id" has no value in 1 rows\.$/,
                { identifier: "id" },
            ],
            [
                "with one column for both",
                `id,a,b\n${rows}`,
                /^"id" cannot name a row and be what is predicted/,
                { identifier: "id", target: "id" },
            ],
            [
                "whose target is text",
                "id,a,b\n1,x,3\n2,y,4",
                /^The target "a" is text \(row 1: "x"\), and a model here predicts numbers\.$/,
                { target: "a" },
            ],
            [
                "whose target never changes",
                "id,a,b\n1,7,3\n2,7,4",
                /^The target "a" is 7 in every row: nothing can be learnt\.$/,
                { target: "a" },
            ],
            [
                "whose target is empty",
                "id,a,b\n1,,3\n2,,4",
                /^The target "a" has no value in any row\.$/,
                { target: "a" },
            ],
            [
                "with too many broken rows",
                `id,a,price\n${rows}\n30,1\n31,1`,
                /cannot be used: 2 are broken \(row 31: expected 3 fields, got 2\)\. A training run takes 5 % at most/,
            ],
        ];
        for (const [what, content, sentence, wanted] of cases) {
            it(what, () => refused(draftOf(desk.put(content), wanted), sentence));
        }

        it("that no run would be started by", async () => {
            await refused(
                draftOf(desk.put("id,a,price\n1,2,3", "data.CSV")),
                /does not end in \.csv, in small letters/,
            );
        });

        it("that does not exist, or is a folder", async () => {
            await refused(draftOf(join(desk.folder, "none.csv")), /^There is no file ".*none\.csv"\.$/);
            await refused(draftOf(desk.folder), /is not a file\.$/);
        });
    });
});
