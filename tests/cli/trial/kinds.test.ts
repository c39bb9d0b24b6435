import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../cli/checkout";
import { requireValid } from "../../../cli/draft/checks";
import { tryBaselines } from "../../../cli/trial/baselines";
import { combinedIn } from "../../../cli/trial/text";
import { tryModel } from "../../../cli/trial/trial";
import type { ModelDefinition } from "../../../components/model/model";
import type { Column } from "../../../contracts/dataset";
import { draftOf, refused } from "../draft/drafts";

/** A kind of table (bench/tables/kinds.py), and what its draft must have. */
interface Kind {
    /** So few that all ten are trained within a minute or two, and so many that there is something to learn. */
    readonly rows: number;
    /** @default "generated" */
    readonly identifier?: string;
    readonly delimiter?: string;
    readonly missing?: readonly string[];
    /** Some columns by name, as far as they are more than numbers and texts. */
    readonly columns: Readonly<Record<string, Partial<Column>>>;
}

const number: Partial<Column> = { type: "number", min: 0 };
const grades = ["Po", "Fa", "TA", "Gd", "Ex"];

const kinds: Readonly<Record<string, Kind>> = {
    diamonds: {
        rows: 2500,
        columns: {
            cut: { ordered: ["Fair", "Good", "Very Good", "Premium", "Ideal"] },
            color: { values: [..."DEFGHIJ"] },
            table: { type: "integer" },
            price: number,
        },
    },
    cars: {
        rows: 2500,
        columns: {
            name: { type: "string", values: undefined },
            mileage: { ...number, format: { units: { kmpl: 1 } }, required: false },
            engine: { type: "integer", format: { units: { CC: 1 } }, required: false },
            max_power: { ...number, format: { units: { bhp: 1 } }, required: false },
            selling_price: number,
        },
    },
    houses: {
        rows: 1000,
        identifier: "Id",
        missing: ["NA"],
        columns: {
            LotFrontage: { type: "integer", required: false },
            KitchenQual: { ordered: grades, required: undefined },
            FireplaceQu: { ordered: grades, required: false },
            CentralAir: { type: "boolean" },
            SalePrice: number,
        },
    },
    bikes: {
        rows: 3000,
        columns: {
            datetime: { type: "date", format: undefined, encoding: ["age", "month", "weekday", "hour"] },
            workingday: { type: "integer", min: 0, max: 1 },
            count: number,
        },
    },
    flats: {
        rows: 2500,
        identifier: "flat_id",
        columns: { street: { encoding: "target" }, agent: { encoding: undefined }, rent: number },
    },
    wines: {
        rows: 1000,
        delimiter: ";",
        columns: { chlorides: { ...number, format: { decimal: "," } }, score: { ...number, format: { decimal: "," } } },
    },
    insurance: {
        rows: 1000,
        columns: { smoker: { type: "boolean" }, sex: { values: ["female", "male"] }, charges: number },
    },
    salaries: {
        rows: 1000,
        identifier: "employee_id",
        columns: {
            level: { ordered: ["Beginner", "Intermediate", "Advanced", "Expert"] },
            hired: { type: "date", format: "%m/%d/%Y", encoding: ["age", "month", "weekday"] },
            department: { values: ["HR, Legal", "IT", "R&D", "Sales"] },
            remote: { type: "boolean" },
            bonus: { ...number, format: { units: { "%": 1 } } },
            salary: { ...number, format: { thousands: ",", units: { $: 1 } } },
        },
    },
    concrete: { rows: 1030, columns: { slag: number, age: { type: "integer" }, strength: number } },
    spectra: { rows: 400, identifier: "sample", columns: { wave_499: { type: "number" }, protein: number } },
};

/** Those that are trained here; `npm run bench:draft` trains all, on several splits. */
const trained = ["cars", "houses", "bikes", "flats", "wines"];

/** By how much what is served may err more than the better of the plain models. */
const most = 1.05;

describe("cli: ten kinds of tables", function () {
    this.timeout(120_000);
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "kinds-"))));
    after(() => rmSync(folder, { recursive: true }));

    for (const [name, kind] of Object.entries(kinds)) {
        it(`drafts ${name} as a person would`, async () => {
            const { file, ...wanted } = make(name, kind.rows);
            const draft = await draftOf(file, wanted);
            const { model } = draft;
            assert.equal(model.target, wanted.target);
            assert.equal(model.identifier, kind.identifier ?? "generated");
            assert.equal(model.delimiter, kind.delimiter);
            assert.deepEqual(model.missing, kind.missing);
            for (const [column, expected] of Object.entries(kind.columns)) {
                assert.deepEqual(chosen(model, column, expected), expected, column);
            }
            requireValid(draft, ["dev"], root);
        });
    }

    for (const name of trained) {
        it(`serves ${name} about as well as the better of the plain models`, async () => {
            const { file, ...wanted } = make(name, kinds[name]!.rows);
            await servesWell((await draftOf(file, wanted)).model, file);
        });
    }

    const classes: readonly (readonly [kind: string, target: string, sentence: RegExp])[] = [
        [
            "cars",
            "fuel",
            /^The target "fuel" has the classes CNG, Diesel, LPG and Petrol, and a model here predicts numbers; /,
        ],
        ["insurance", "smoker", /^The target "smoker" has the classes no and yes, and a model here predicts numbers; /],
        ["bikes", "holiday", /^The target "holiday" has the classes 0 and 1, and a model here predicts numbers; /],
    ];
    for (const [name, target, sentence] of classes) {
        it(`refuses ${target} of ${name}, and names its classes`, async () => {
            await refused(draftOf(make(name, 1000).file, { target }), sentence);
        });
    }

    /** Writes a table. @returns where it is, and what `new-model` has to be told of it */
    function make(name: string, rows: number): { file: string; target: string; dates?: "day-first" | "month-first" } {
        const python = process.env.DRIVETRAIN_PYTHON ?? join(root, ".drivetrain", "python", "bin", "python");
        const script = join(root, "bench", "tables", "kinds.py");
        const line = execFileSync(python, [script, folder, "--only", name, "--rows", String(rows)], {
            encoding: "utf8",
        });
        return JSON.parse(line) as ReturnType<typeof make>;
    }

    /** Does what `drivetrain try` does, and asks the plain models about the same test rows. */
    async function servesWell(model: ModelDefinition, file: string): Promise<void> {
        await tryModel(model, file, async (trial, place) => {
            const failures = trial.runs.flatMap(({ algorithm, failure }) =>
                failure ? [`${algorithm}: ${failure}`] : [],
            );
            assert.deepEqual(failures, []);
            const served = combinedIn(model, trial)?.rmse ?? NaN;
            const plain = (await tryBaselines(place, true)).map(({ name, rmse }) => [name, rmse] as const);
            const least = Math.min(...plain.map(([, rmse]) => rmse));
            assert.ok(served <= most * least, `${served} is ${served / least} times ${JSON.stringify(plain)}`);
        });
    }

    function chosen(model: ModelDefinition, name: string, expected: Partial<Column>): Partial<Column> {
        const column = model.columns.find((one) => one.name === name) ?? assert.fail(`there is no ${name}`);
        return Object.fromEntries(Object.keys(expected).map((key) => [key, column[key as keyof Column]]));
    }
});
