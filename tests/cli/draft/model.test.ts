import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import * as prettier from "prettier";
import ts from "typescript";
import { sourceOf } from "../../../cli/draft/source";
import { datasetOf } from "../../../components/model/model";
import { csvField } from "../../../functions/shared/csv";
import { readText } from "../../../functions/shared/values";
import { planStack } from "../../../infra/config/plan";
import { models } from "../../../infra/models";
import { Desk, draftOf } from "./drafts";

const python = resolve(process.env.DRIVETRAIN_PYTHON ?? ".drivetrain/python/bin/python");
const config = {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": '["111111111111"]',
    "drivetrain:accountId": "111111111111",
};

describe("cli: a draft of a model", () => {
    const desk = new Desk();

    it("has each column's type, whether it may be missing, and its domain", async () => {
        const draft = await draftOf(
            desk.table("id,flag,rooms,depth,size,kind,remark,price", (index) =>
                [
                    index,
                    index % 2,
                    index % 7,
                    index - 3,
                    index % 9 === 0 ? "" : 1.5 * index,
                    ["flat", "house"][index % 2],
                    `text ${index % 25}`,
                    100 + index,
                ].join(),
            ),
        );
        assert.deepEqual(
            draft.model.columns.map(({ description: _, ...rest }) => rest),
            [
                { name: "id", type: "integer" },
                { name: "flag", type: "integer", min: 0, max: 1 },
                { name: "rooms", type: "integer", min: 0 },
                { name: "depth", type: "integer" },
                { name: "size", type: "number", required: false, min: 0 },
                { name: "kind", type: "string", values: ["flat", "house"] },
                { name: "remark", type: "string" },
                { name: "price", type: "number", min: 0 },
            ],
        );
        assert.equal(draft.model.identifier, "id");
        assert.equal(draft.model.target, "price");
    });

    it("starts with the error of always answering the mean as its threshold", async () => {
        const draft = await draftOf(desk.table("id,a,price", (index) => `${index},1,${index % 2 === 0 ? 1000 : 3000}`));
        for (const { gate } of Object.values(draft.model.algorithms)) assert.equal(gate.threshold, 1000);
    });

    it("leaves out what nothing can be learnt from, and says why", async () => {
        const draft = await draftOf(
            desk.table("id,a,name,empty,street,price", (i) => `${i},${i % 5},n${i},,s${i % 1100},${i}`, 2200),
        );
        const left = draft.decisions.filter(({ role }) => role === "left out");
        assert.deepEqual(
            left.map(({ name, because }) => [name, because]),
            [
                ["name", "text that is different in every row, so nothing can be learnt"],
                ["empty", "no row has a value"],
            ],
        );
        const source = await sourceOf(draft);
        assert.match(
            source,
            /^ +\/\/ "name" is left out: text that is different .*\n +\{ name: "name", type: "string", ignored: true \},$/m,
        );
        assert.equal(draft.model.columns.find(({ name }) => name === "street")?.encoding, "target");
        assert.deepEqual(
            draft.model.columns.find(({ name }) => name === "name"),
            { name: "name", type: "string", ignored: true },
        );
    });

    it("doubts a text that is different in nearly every row", async () => {
        const draft = await draftOf(
            desk.table("id,vin,town,price", (i) => `${i},${i < 30 ? "unknown" : `v${i}`},t${i % 100},${i}`, 150),
        );
        const why = "121 of its 150 values are different, so it names rows rather than tells what they are like";
        assert.deepEqual(
            draft.decisions.map(({ name, role, doubt }) => [name, role, doubt]),
            [
                ["id", "identifier", undefined],
                ["vin", "feature", why],
                ["town", "feature", undefined],
                ["price", "target", undefined],
            ],
        );
        assert.deepEqual(draft.notes, [
            `"vin" probably carries no information: ${why}. Remove it from the columns of the model's file, unless its ` +
                `values come again in later files.`,
        ]);
        assert.match(
            await sourceOf(draft),
            /^ +\/\/ Probably carries no information: 121 of .*\. Remove it if so\.\n +\{ name: "vin", type: "string"/m,
        );
    });

    const targets: [string, string, string][] = [
        ["its name", "id,price,sqft", "price"],
        ["its name, whatever its spelling", "id,Sale Price,sqft", "Sale Price"],
        ["the whole name before a part of it", "id,price,unit price", "price"],
        ["a hint before the last column", "id,y,sqft", "y"],
    ];
    for (const [how, header, expected] of targets) {
        it(`finds the target by ${how}`, async () => {
            const draft = await draftOf(desk.table(header, (index) => `${index},${index % 9},${index % 11}`));
            assert.equal(draft.model.target, expected);
        });
    }

    const identifiers: [string, string, string][] = [
        ["its name", "serial,listing_id,price", "listing_id"],
        ["its name in capitals", "serial,ListingID,price", "ListingID"],
        ["being the first with no value twice", "serial,other,price", "serial"],
    ];
    for (const [how, header, expected] of identifiers) {
        it(`finds the identifier by ${how}`, async () => {
            const draft = await draftOf(desk.table(header, (index) => `${index},${1000 - index},${index % 11}`));
            assert.equal(draft.model.identifier, expected);
        });
    }

    it("takes no column for what names a row in which a number comes twice, however it is spelt", async () => {
        const draft = await draftOf(
            desk.table("id,code,price", (index) => `${index === 5 ? "4.0" : index},c${index},1${index}`),
        );
        assert.equal(draft.model.identifier, "code");
    });

    it("tells texts apart that are the same number", async () => {
        const spelt = (index: number) => (index === 5 ? "4.0" : index === 6 ? "x" : String(index));
        const draft = await draftOf(desk.table("id,price,sqft", (index) => `${spelt(index)},1${index},${index % 11}`));
        assert.deepEqual([draft.model.identifier, draft.model.columns[0]?.type], ["id", "string"]);
    });

    it("takes neither the target nor fractions for what names a row", async () => {
        const draft = await draftOf(desk.table("price,depth,code", (index) => `${index},${index}.5,c${index}`));
        assert.equal(draft.model.identifier, "code");
    });

    it("goes by what the caller says", async () => {
        const path = desk.table("id,a,b,price", (index) => `${index},${index},${index % 5},${index % 7}`);
        const draft = await draftOf(path, { target: "b", identifier: "a" });
        assert.equal(draft.model.target, "b");
        assert.equal(draft.model.identifier, "a");
    });

    it("reads Windows' line ends, a byte order mark, quoted headers and names with spaces", async () => {
        const lines = [
            '"id","Living area, in m2"," Sale price "',
            ...Array.from({ length: 30 }, (_, i) => `${i},"${i % 4}",${i}`),
        ];
        const draft = await draftOf(desk.put(`\uFEFF${lines.join("\r\n")}\r\n`));
        assert.deepEqual(
            draft.model.columns.map(({ name }) => name),
            ["id", "Living area, in m2", "Sale price"],
        );
    });

    it("tells of a few broken rows, of numbers that some word spoils, and of few rows", async () => {
        const draft = await draftOf(
            desk.put(
                [
                    "id,a,b,price",
                    ...Array.from({ length: 80 }, (_, i) => `${i},${i % 7},${i % 50 === 7 ? "much" : i % 9},${i}`),
                    "80,1,2",
                    '81,"open,2,3',
                ].join("\n"),
            ),
        );
        assert.deepEqual(draft.notes, [
            "82 rows are few: a side of the split may stay empty.",
            "2 rows will be quarantined; the first is row 81: expected 4 fields, got 3.",
            '"b" counts as text because of 2 values, such as "much" in row 8: leave them empty if they stand for no value.',
        ]);
    });

    it("is what pre-processing can use, whole", async () => {
        const path = desk.table("id,Größe,kind,price", (i) => `${i},${i % 3 === 0 ? "" : i / 4},k${i % 3},${i}`, 200);
        const { model } = await draftOf(path);
        const input = join(desk.folder, "input");
        mkdirSync(input);
        cpSync(path, join(input, "data.csv"));
        const spec = desk.put(JSON.stringify(datasetOf(model)), "model.json");
        const arguments_ = ["--data", input, "--model", spec, "--output", join(desk.folder, "out"), "--message", "m"];
        const script = resolve("jobs/preprocess/preprocess.py");
        const report = JSON.parse(execFileSync(python, [script, ...arguments_], { encoding: "utf8" })) as object;
        assert.deepEqual(
            { ...report, train: 0, validation: 0, test: 0 },
            {
                ...{ input: 200, used: 200, train: 0, validation: 0, test: 0, quarantined: 0 },
                ...{ reasons: {}, ignoredColumns: [], absentColumns: [] },
                ...{ missing: { Größe: 67 }, unlabelled: 0, duplicates: 0 },
            },
        );
    });

    describe("the model's file", () => {
        it("compiles, and is formatted as the project's sources are", async () => {
            const header = `id,class,"say ""no"" */ \${x}",price`;
            const source = await sourceOf(await draftOf(desk.table(header, (i) => `${i},${"ab"[i % 2]},${i},${i}`)));
            const path = resolve("infra/models/trial.ts");
            assert.ok(await prettier.check(source, { ...(await prettier.resolveConfig(path)), filepath: path }));
            const { options } = ts.parseJsonConfigFileContent(
                ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)).config,
                ts.sys,
                ".",
            );
            const host = ts.createCompilerHost(options);
            host.fileExists = (file) => resolve(file) === path || ts.sys.fileExists(file);
            host.readFile = (file) => (resolve(file) === path ? source : ts.sys.readFile(file));
            const program = ts.createProgram([path], { ...options, types: [] }, host);
            const diagnostics = [
                ...program.getSyntacticDiagnostics(program.getSourceFile(path)),
                ...program.getSemanticDiagnostics(program.getSourceFile(path)),
            ];
            assert.deepEqual(
                diagnostics.map(({ messageText }) => messageText),
                [],
            );
        });
    });

    describe("for any CSV with a usable target", () => {
        const name = fc
            .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
            .map((text) => text.trim())
            .filter((text) => text !== "" && !/[\p{Cc}\u2028\u2029\uFEFF\uFFFD]/u.test(text))
            .filter((text) => Number.isNaN(Number(text)))
            .filter((text) => !["result", "xgboost", "linear-learner"].includes(text));
        const value = fc.oneof(
            fc.integer().map(String),
            fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String),
            fc.constantFrom("0", "1", "", "red", "green", "NA", " spaced ", 'quo"ted', "a,b", "line\nbreak"),
            fc
                .string({ unit: "grapheme", maxLength: 8 })
                .map((text) => text.replace(/[\p{Cc}\u2028\u2029\uFFFD]/gu, "")),
        );
        const files = fc
            .tuple(fc.uniqueArray(name, { minLength: 3, maxLength: 7 }), fc.integer({ min: 2, max: 30 }))
            .chain(([header, rows]) =>
                fc.record({
                    header: fc.constant(header),
                    // An identifier, a target, a number to learn from, and whatever else.
                    rows: fc.tuple(
                        ...Array.from({ length: rows }, (_, index) =>
                            fc.tuple(
                                fc.constant(`r${index}`),
                                fc.integer({ min: -1000, max: 1000 }).map((some) => String(some + index * 3000)),
                                fc.integer().map(String),
                                ...header.slice(3).map(() => value),
                            ),
                        ),
                    ),
                    end: fc.constantFrom("\n", "\r\n", "\r"),
                    mark: fc.constantFrom("", "\uFEFF"),
                }),
            );

        it("the model validates, and takes every row of the file", async () => {
            await fc.assert(
                fc.asyncProperty(files, async ({ header, rows, end, mark }) => {
                    const lines = [header, ...rows].map((fields) => fields.map(csvField).join(","));
                    const wanted = { identifier: header[0] as string, target: header[1] as string };
                    const draft = await draftOf(desk.put(mark + lines.join(end) + end), wanted);
                    const { model } = planStack("local-trial", config, [models[0], draft.model]);
                    assert.ok(model);
                    for (const fields of rows) {
                        for (const one of datasetOf(model).columns) {
                            const text = (fields[header.indexOf(one.name)] ?? "").replace(/^[ \t]+|[ \t]+$/g, "");
                            const reading = readText(one, text);
                            assert.ok("value" in reading, `${one.name}: ${JSON.stringify(reading)}`);
                        }
                    }
                    const source = await sourceOf(draft);
                    assert.deepEqual(evaluated(source), JSON.parse(JSON.stringify(model)) as object);
                }),
                { numRuns: 60 },
            );
        });

        /** The model that a source exports, with what config may add to it. */
        function evaluated(source: string): object {
            const exports: Record<string, object> = {};
            const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
            runInNewContext(outputText, { exports });
            return JSON.parse(JSON.stringify({ ...Object.values(exports)[0], realtime: {}, locations: {} })) as object;
        }
    });
});
