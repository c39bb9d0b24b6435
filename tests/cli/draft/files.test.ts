import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { datasetOf } from "../../../components/model/model";
import type { Transform } from "../../../contracts/transform";
import { Desk, draftOf, refused } from "./drafts";

const python = resolve(process.env.DRIVETRAIN_PYTHON ?? ".drivetrain/python/bin/python");

/** Numbers without a pattern, the same in each run. */
function numbers(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        return (state >>> 8) % below;
    };
}

/** A file as a public one is: its header, its rows, what to predict, and what is to come of it. */
interface PublicFile {
    readonly header: string;
    readonly row: (index: number, random: (below: number) => number) => string;
    readonly target: string;
    readonly identifier?: string;
    /** How many rows have no target. */
    readonly unlabelled?: number;
    /** Names of the vector's places, some of them. */
    readonly places: readonly string[];
}

const pick = (random: (below: number) => number, ...texts: string[]) => texts[random(texts.length)] ?? "";
const two = (number: number) => String(number).padStart(2, "0");

const files: Readonly<Record<string, PublicFile>> = {
    diamonds: {
        header: '"","carat","cut","color","price","x"',
        row: (i, r) =>
            `"${i + 1}",${(20 + r(200)) / 100},"${pick(r, "Fair", "Good", "Very Good", "Premium", "Ideal")}","${pick(r, "D", "E", "F")}",${300 + r(9000)},${(300 + r(500)) / 100}`,
        target: "price",
        places: ["carat", "cut", "color=D", "x"],
    },
    insurance: {
        header: "age,sex,bmi,children,smoker,region,charges",
        row: (_, r) =>
            `${18 + r(47)},${pick(r, "male", "female")},${(150 + r(300)) / 10},${r(6)},${pick(r, "yes", "no")},${pick(r, "northwest", "southeast")},${1000 + r(40000)}.${r(999)}`,
        target: "charges",
        places: ["age", "sex=female", "bmi", "children", "smoker", "region=northwest"],
    },
    mpg: {
        header: "mpg,cylinders,horsepower,model_year,name",
        row: (_, r) =>
            `${(100 + r(300)) / 10},${pick(r, "4", "6", "8")},${r(20) === 0 ? "?" : 50 + r(150)},${70 + r(13)},ford ${r(60)}`,
        target: "mpg",
        places: ["cylinders", "horsepower", "model_year"],
    },
    wine: {
        header: '"fixed acidity";"density";"alcohol";"quality"',
        row: (_, r) => `${(40 + r(90)) / 10};0.99${r(999)};${(80 + r(60)) / 10};${3 + r(6)}`,
        target: "quality",
        places: ["fixed acidity", "density", "alcohol"],
    },
    bikes: {
        header: "instant,dteday,season,temp,casual,registered,cnt",
        row: (i, r) => {
            const [casual, registered] = [r(900), r(5000)];
            const day = new Date(Date.UTC(2011, 0, 1 + i)).toISOString().slice(0, 10);
            return `${i + 1},${day},${1 + r(4)},0.${r(999)},${casual},${registered},${casual + registered}`;
        },
        target: "cnt",
        identifier: "instant",
        places: ["dteday age", "dteday month", "dteday weekday", "season", "temp"],
    },
    cars: {
        header: "name,year,selling_price,km_driven,fuel,owner,mileage,engine,max_power",
        row: (i, r) =>
            `Maruti ${i % 250},${1994 + r(27)},${10000 * (1 + r(90))},${1000 * r(150)},${pick(r, "Diesel", "Petrol", "CNG")},${pick(r, "First", "Second")} Owner,${r(15) === 0 ? "" : `${10 + r(15)}.${r(99)} ${pick(r, "kmpl", "kmpl", "km/kg")}`},${800 + r(1500)} CC,${40 + r(90)} bhp`,
        target: "selling_price",
        places: ["name", "year", "km_driven", "fuel=CNG", "mileage", "engine", "max_power"],
    },
    titanic: {
        header: "PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Cabin,Embarked",
        row: (i, r) =>
            `${i + 1},${r(2)},${1 + r(3)},"Surname ${i}, Mr. ""x"" ${r(9)}",${pick(r, "male", "female")},${i % 5 === 0 ? "" : 1 + r(70)},${r(500)}.${r(99)},${r(4) === 0 ? `C${r(30)}` : ""},${pick(r, "S", "C", "Q")}`,
        target: "Age",
        identifier: "PassengerId",
        unlabelled: 80,
        places: ["Survived", "Pclass", "Sex=female", "Fare", "Embarked=C"],
    },
    houses: {
        header: "id,date,price,bedrooms,sqft_living,zipcode",
        row: (i, r) =>
            `${7_000_000_000 + (i % 390)},2014${two(1 + r(12))}${two(1 + r(28))}T000000,${100_000 + r(900_000)}.0,${r(7)},${500 + r(4000)},${98001 + r(70)}`,
        target: "price",
        places: ["id", "date age", "date month", "date weekday", "bedrooms", "sqft_living"],
    },
    apps: {
        header: "App,Category,Reviews,Size,Installs,Price,Last Updated,Rating",
        row: (i, r) =>
            `App ${i % 390},${pick(r, "ART", "GAME", "TOOLS")},${r(100000)},${pick(r, `${1 + r(90)}M`, `${r(900)}k`)},"${pick(r, "1,000+", "5,000,000+", "10+")}",${pick(r, "0", "$4.99", "$1.49")},"${pick(r, "January", "May", "December")} ${1 + r(28)}, 2018",${i % 10 === 0 ? "NaN" : `${1 + r(4)}.${r(9)}`}`,
        target: "Rating",
        unlabelled: 40,
        places: ["Category=ART", "Reviews", "Size", "Installs", "Price", "Last Updated age"],
    },
    melbourne: {
        header: "Suburb|Rooms|Price|Date|Landsize",
        row: (i, r) =>
            `Suburb ${r(300)}|${1 + r(5)}|"${(300 + r(2000)) * 1000},50 €"|${1 + r(28)}/${two(1 + r(12))}/2016|${r(9) === 0 ? "NA" : `${r(900)},${r(9)}`}`,
        target: "Price",
        places: ["Suburb", "Rooms", "Date age", "Landsize"],
    },
};

describe("cli: a draft of a public file", () => {
    const desk = new Desk();

    for (const [name, file] of Object.entries(files)) {
        it(`takes every row of one like ${name}, and learns from what there is`, async () => {
            const random = numbers(name.length + 7);
            const path = desk.table(file.header, (index) => file.row(index, random), 400);
            const draft = await draftOf(path, { target: file.target });
            assert.equal(draft.model.identifier, file.identifier ?? "generated");
            const { report, transform } = preprocess(path, datasetOf(draft.model));
            const unlabelled = file.unlabelled ?? 0;
            assert.deepEqual(
                [report.used, report.unlabelled, report.quarantined],
                [400 - unlabelled, unlabelled, unlabelled],
                JSON.stringify(report),
            );
            const missing = file.places.filter((place) => !transform.vector.includes(place));
            assert.deepEqual(missing, [], transform.vector.join("\n"));
            assert.ok(transform.vector.length < 120, String(transform.vector.length));
        });
    }

    it("names the classes of one like adult, and of one like iris", async () => {
        const adult = desk.table(
            "age,workclass,income",
            (i) => `${i}, ${i % 9 === 0 ? "?" : "Private"}, ${i % 3 ? "<=50K" : ">50K"}`,
        );
        await refused(
            draftOf(adult, { target: "income" }),
            /^The target "income" has the classes <=50K and >50K, and a model here/,
        );
        const iris = desk.table("sepal,species", (i) => `${i},${["setosa", "versicolor", "virginica"][i % 3]}`);
        await refused(
            draftOf(iris, { target: "species" }),
            /has the classes setosa, versicolor and virginica, and a model here/,
        );
    });

    /** What pre-processing makes of a file. */
    function preprocess(path: string, spec: object) {
        const input = join(desk.folder, "input");
        const output = join(desk.folder, "output");
        rmSync(input, { recursive: true, force: true });
        mkdirSync(input);
        cpSync(path, join(input, "data.csv"));
        const model = desk.put(JSON.stringify(spec), "model.json");
        const places = [
            "--data",
            input,
            "--model",
            model,
            "--output",
            output,
            "--message",
            join(desk.folder, "message"),
        ];
        const report = execFileSync(python, ["-B", resolve("jobs/preprocess/preprocess.py"), ...places], {
            encoding: "utf8",
        });
        return {
            report: JSON.parse(report) as { used: number; unlabelled: number; quarantined: number },
            transform: JSON.parse(readFileSync(join(output, "transform/transform.json"), "utf8")) as Transform,
        };
    }
});
