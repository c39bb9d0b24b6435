import assert from "node:assert/strict";
import { sourceOf } from "../../../cli/draft/source";
import type { Column } from "../../../contracts/dataset";
import { Desk, draftOf, refused } from "./drafts";

/** Tables as people have them, mostly of five rows. */
describe("cli: a draft of a table", () => {
    const desk = new Desk();

    async function columnOf(texts: readonly string[], delimiter = ",", more: readonly string[] = []): Promise<Column> {
        const quoted = texts.map((text) => (text.includes(delimiter) ? `"${text}"` : text));
        const rows = quoted.map((text, index) => [text, more[index] ?? index, index * index].join(delimiter));
        const path = desk.put([["x", "y", "price"].join(delimiter), ...rows].join("\n"));
        const { model } = await draftOf(path, { target: "price", identifier: "generated" });
        const { description: _, ...column } = model.columns[0]!;
        return column;
    }

    const formats: [what: string, texts: string[], column: Partial<Column>, delimiter?: string][] = [
        ["plain numbers", ["1", "-2.5", "3e2", "4", "5"], { type: "number" }],
        ["thousands", ["1,000", "12", "3,500,000", "7", "8"], { type: "integer", min: 0, format: { thousands: "," } }],
        ["a currency", ["$1,000", "$12.50", "$3", "$4", "$5"], { format: { thousands: ",", units: { $: 1 } } }],
        ["losses in brackets", ["(5)", "6", "7", "8", "9"], { type: "integer", format: {} }],
        [
            "a currency behind",
            ["1.000,50 €", "2 €", "3 €", "4 €", "5 €"],
            { format: { decimal: ",", thousands: ".", units: { "€": 1 } } },
        ],
        ["decimal commas", ["1,5", "2,25", "3", "4,0", "0,125"], { format: { decimal: "," } }, ";"],
        ["spaces between thousands", ["1 000", "20 500", "3", "4", "5"], { format: { thousands: " " } }],
        [
            "units",
            ["23.4 kmpl", "19.7 kmpl", "17.3 km/kg", "18.9 kmpl", "20 kmpl"],
            { format: { units: { "km/kg": 1, kmpl: 1 } } },
        ],
        ["units without a space", ["5kg", "6kg", "7.5kg", "8kg", "9kg"], { format: { units: { kg: 1 } } }],
        ["multiples", ["€110.5M", "€565K", "€1M", "€2M", "€3M"], { format: { units: { K: 1000, M: 1e6, "€": 1 } } }],
        ["units of one quantity", ["512MB", "2GB", "4GB", "8GB", "256MB"], { format: { units: { GB: 1000, MB: 1 } } }],
        ["percent", ["12%", "7.5%", "3%", "0%", "100%"], { min: 0, format: { units: { "%": 1 } } }],
        ["at least", ["1,000+", "5,000,000+", "10+", "50+", "100+"], { format: { thousands: ",", units: { "+": 1 } } }],
        ["missing numbers", ["1", "NA", "?", "", "5"], { type: "integer", required: false, min: 0 }],
        ["booleans", ["yes", "No", "yes", "yes", "no"], { type: "boolean", required: undefined }],
        ["flags of a letter", ["Y", "N", "", "N", "Y"], { type: "boolean", required: false }],
        ["days", ["2016-12-31", "2017-01-02", "2017-02-01", "2016-12-30", "2017-03-01"], { type: "date" }],
        [
            "days of Europe",
            ["31/12/2016", "2/1/2017", "1/2/2017", "3/4/2017", "5/6/2017"],
            { type: "date", format: "%d/%m/%Y" },
        ],
        [
            "days of America",
            ["12/31/2016", "1/2/2017", "2/1/2017", "4/3/2017", "6/5/2017"],
            { type: "date", format: "%m/%d/%Y" },
        ],
        [
            "days by name",
            ["January 7, 2018", "May 1, 2018", "June 12, 2018", "July 3, 2018", "May 2, 2018"],
            { format: "%b %d, %Y" },
        ],
        ["days in digits", ["20141013", "20141014", "20150101", "20150102", "20150103"], { type: "integer" }],
        [
            "moments",
            ["1.2.2017 10:00", "13.2.2017 11:30", "1.3.2017 09:15", "2.3.2017 10:00", "3.3.2017 23:59"],
            { type: "date", format: "%d.%m.%Y %H:%M", encoding: ["age", "weekday", "hour"], reference: "2017-03-03" },
        ],
        [
            "moments in one word",
            Array.from({ length: 5 }, (_, i) => `2014101${i}T000000`),
            { type: "date", format: "%Y%m%dT%H%M%S" },
        ],
        ["an order", ["Good", "Fair", "Ideal", "Good", "Fair"], { type: "string", ordered: ["Fair", "Good", "Ideal"] }],
        ["codes", ["z95838", "z95823", "z95838", "z95815", "z95815"], { type: "string" }],
        ["house numbers", ["12a", "12b", "14a", "12a", "3c"], { type: "string" }],
        ["telephone numbers", ["555-1234", "555-1235", "555-1234", "555-1", "555-2"], { type: "string" }],
        ["ranges", ["10-20", "20-30", "10-20", "30-40", "10-20"], { type: "string" }],
    ];
    for (const [what, texts, expected, delimiter] of formats) {
        it(`reads ${what}`, async () => {
            const column = await columnOf(texts, delimiter);
            const chosen = Object.fromEntries(
                Object.keys({ ...expected, format: 0 }).map((key) => [key, (column as never)[key]]),
            );
            assert.deepEqual(chosen, { format: undefined, ...expected });
        });
    }

    it("reads days in digits, and seconds since 1970, where the name says so", async () => {
        const rows = Array.from({ length: 9 }, (_, i) => `${20141013 + i},${1_480_723_200 + 86_400 * i},${i * i}`);
        const { model } = await draftOf(desk.put(["sale_date,timestamp,price", ...rows].join("\n")));
        assert.deepEqual(
            model.columns.map(({ type, format }) => [type, format]),
            [
                ["date", "%Y%m%d"],
                ["date", "epoch"],
                ["number", undefined],
            ],
        );
    });

    it("asks whether the day or the month comes first where the dates do not tell", async () => {
        const path = desk.put("sold,price\n3/12/2016,1\n4/1/2017,5\n5/6/2017,3\n3/12/2016,4\n7/7/2017,9\n");
        await refused(
            draftOf(path),
            /^"sold" of data\.csv has dates such as "3\/12\/2016", .* --dates day-first or --dates /,
        );
        for (const [dates, format] of [
            ["day-first", "%d/%m/%Y"],
            ["month-first", "%m/%d/%Y"],
        ] as const) {
            assert.equal((await draftOf(path, { dates })).model.columns[0]?.format, format);
        }
    });

    it("encodes texts by the target where they are many, and tells what is missing where that tells something", async () => {
        const draft = await draftOf(
            desk.table(
                "street,size,price",
                (i) => `s${i % 300},${i % 4 === 0 ? "" : i % 9},${i % 4 === 0 ? 1000 + (i % 7) : i % 11}`,
                900,
            ),
        );
        const [street, size] = draft.model.columns;
        assert.deepEqual([street?.encoding, street?.values], ["target", undefined]);
        assert.deepEqual([size?.required, size?.indicator], [false, true]);
    });

    it("takes a comma for what the file's other columns have", async () => {
        const thousands = ["1,234", "2,345", "3,456", "4,567", "5,678"];
        assert.deepEqual((await columnOf(thousands, ";", ["1", "2", "3", "4", "5"])).format, { thousands: "," });
        assert.deepEqual((await columnOf(thousands, ";", ["1,5", "2", "3", "4", "5"])).format, { decimal: "," });
    });

    it("separated by semicolons, tabs or bars is read, and says so", async () => {
        for (const [delimiter, name] of [
            [";", "semicolons"],
            ["\t", "tabs"],
            ["|", "vertical bars"],
        ] as const) {
            const rows = Array.from({ length: 5 }, (_, i) => [i, `a,${i % 2}`, `${i},5`, i * i].join(delimiter));
            const path = desk.put([["id", "kind", "size", "price"].join(delimiter), ...rows].join("\n"));
            const draft = await draftOf(path);
            assert.equal(draft.model.delimiter, delimiter);
            assert.deepEqual(
                draft.model.columns.map(({ type }) => type),
                ["integer", "string", "number", "number"],
            );
            assert.ok(draft.notes.includes(`Fields are separated by ${name}; later files must be, too.`));
            assert.ok((await sourceOf(draft)).includes(`delimiter: ${JSON.stringify(delimiter)},`));
        }
    });

    it("has markers of missing values in its own list, and never among the categories", async () => {
        const rows = Array.from({ length: 40 }, (_, i) => [
            i,
            ["?", "NA", "red", "blue"][i % 4],
            i % 4 === 1 ? "none" : i % 4,
            i,
        ]);
        const draft = await draftOf(desk.put(["id,colour,size,price", ...rows.map((row) => row.join(","))].join("\n")));
        assert.deepEqual(draft.model.missing, ["?", "NA"]);
        const [, colour, size] = draft.model.columns;
        assert.deepEqual([colour?.required, colour?.values, colour?.missing], [false, ["blue", "red"], undefined]);
        assert.deepEqual([size?.type, size?.required, size?.missing], ["integer", false, ["?", "NA", "none"]]);
        assert.ok(
            draft.notes.includes(
                '"?", "NA" stand for no value, in "colour" for instance: see `missing` in the model\'s file.',
            ),
        );
    });

    it("keeps none and unknown where they are words among words", async () => {
        const draft = await draftOf(
            desk.table("id,fuel,price", (i) => `${i},${["none", "oil", "unknown"][i % 3]},${i}`),
        );
        assert.deepEqual(
            [draft.model.missing, draft.model.columns[1]?.values],
            [undefined, ["none", "oil", "unknown"]],
        );
    });

    it("without an identifier has one made of its values", async () => {
        const draft = await draftOf(desk.put("a,b,price\n1,2,3\n1,2,4\n2,2,5\n2,2,6\n2,2,6\n"));
        assert.equal(draft.model.identifier, "generated");
        assert.deepEqual(
            draft.model.columns.map(({ name }) => name),
            ["a", "b", "price"],
        );
    });

    it("never takes a measure for what names a row, and says so", async () => {
        const draft = await draftOf(desk.put("sqft,beds,price\n800,1,1\n950,2,2\n1200,2,3\n700,1,4\n1500,3,5\n"));
        assert.equal(draft.model.identifier, "generated");
        assert.ok(
            draft.notes.includes(
                '"sqft" is different in every row, and is taken for a measure; if it names a row, draft again with --identifier sqft.',
            ),
        );
    });

    it("warns of what names a row for no other reason than that no value comes twice", async () => {
        const draft = await draftOf(desk.put("code,beds,price\nx1,1,1\nx2,2,2\nx3,2,3\nx4,1,4\nx5,3,5\n"));
        assert.equal(draft.model.identifier, "code");
        assert.match(draft.notes[0] ?? "", /^"code" is taken for what names a row only since no value comes twice\./);
    });

    it("names an id with duplicates", async () => {
        const draft = await draftOf(desk.put("id,beds,price\n1,1,1\n2,2,2\n3,2,3\n2,1,4\n5,3,5\n"));
        assert.equal(draft.model.identifier, "generated");
        assert.ok(draft.notes.includes('"id" does not name a row: "2" comes again in row 4.'), draft.notes.join("\n"));
    });

    it("takes the target that the name tells, however its numbers are written", async () => {
        const draft = await draftOf(
            desk.put('id,beds,price\n1,1,"$1,000"\n2,2,"$2,500"\n3,2,"$3,000"\n4,1,"$900"\n5,3,"$5"\n'),
        );
        assert.equal(draft.model.target, "price");
        assert.deepEqual(draft.model.columns[2]?.format, { thousands: ",", units: { $: 1 } });
        assert.ok(draft.notes.includes('"price" is written like "$1,000", and read as numbers.'));
    });

    it("says what may be classes", async () => {
        const draft = await draftOf(desk.table("a,b,target", (i) => `${i % 7},${i % 5},${3 + (i % 4)}`, 60));
        assert.ok(
            draft.notes.some((note) =>
                note.startsWith('"target" has 4 different whole numbers (3, 4, 5 and 6) and is'),
            ),
        );
    });

    it("sets rows without a target aside", async () => {
        const draft = await draftOf(desk.table("id,a,price", (i) => `${i},${i % 7},${i % 3 === 0 ? "NA" : i}`, 60));
        assert.ok(draft.notes.includes("20 rows without a target will be set aside."));
        const price = draft.model.columns[2];
        assert.deepEqual([price?.type, price?.required], ["number", undefined]);
    });

    it("points out what never changes, what is the target again, and what adds up to it", async () => {
        const draft = await draftOf(
            desk.table("day,one,casual,registered,again,scaled,amount", (i) => {
                const [casual, registered] = [i % 7, (i * i) % 11];
                const sum = casual + registered;
                return [i % 5, "x", casual, registered, `${sum}.0`, 2 * sum + 1, sum].join();
            }),
        );
        assert.deepEqual(
            draft.decisions.map(({ name, role, because }) => [name, role, because]),
            [
                ["day", "feature", undefined],
                ["one", "feature", undefined],
                ["casual", "left out", 'with "registered" it adds up to "amount" in every row'],
                ["registered", "left out", 'with "casual" it adds up to "amount" in every row'],
                ["again", "left out", 'it is "amount" again in every row'],
                ["scaled", "feature", undefined],
                ["amount", "target", "its name"],
            ],
        );
        assert.ok(
            draft.notes.some((note) => note.startsWith('"one" probably carries no information: it has the same value')),
        );
        assert.ok(
            draft.notes.some((note) =>
                note.startsWith('"scaled" says nearly the same as "amount" (correlation 1.0000)'),
            ),
        );
    });

    it("passes over the numbers of rows that a program wrote in a column without a name", async () => {
        const draft = await draftOf(desk.table(",beds,price", (i) => `${i},${i % 3},${i}`));
        assert.deepEqual(
            draft.model.columns.map(({ name }) => name),
            ["beds", "price"],
        );
        assert.ok(draft.notes.includes("The first column has no name, and is passed over."));
    });

    it("may have 500 columns, and long names", async () => {
        const names = Array.from({ length: 500 }, (_, i) => `${"long name ".repeat(20)}${i}`);
        const draft = await draftOf(
            desk.table([...names, "price"].join(), (i) => [...names.map((_, j) => (i * j) % 13), i].join()),
        );
        assert.equal(draft.model.columns.length, 501);
        assert.match(await sourceOf(draft), /identifier: "generated"/);
    });
});
