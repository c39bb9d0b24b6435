import { readCsv } from "../../functions/shared/csv";
import { draws } from "./draws";

/** One week of the history: what lands in it. */
interface Week {
    readonly date: string;
    /** Cars that were sold before, with their prices. */
    readonly training?: { readonly market: Market; readonly cars: number };
    /** Cars that the model is asked about; their prices become known a week later. */
    readonly traffic?: { readonly market: Market; readonly cars: number };
}

/**
 * What is offered, and what is paid for it:
 *
 * - `usual`: as in the file that the cars are drawn from.
 * - `campaign`: a dealer offers cars with the better sound system alone. Prices are as before, so that nothing is wrong
 *   with a model that has learnt of the usual market.
 * - `slump`: cars have been driven more, and fetch a fourth less than such cars did. A model of the usual market errs.
 */
type Market = "usual" | "campaign" | "slump";

const weeks: readonly Week[] = [
    { date: "2005-03-07", training: { market: "usual", cars: 800 }, traffic: { market: "usual", cars: 250 } },
    { date: "2005-03-14", traffic: { market: "campaign", cars: 250 } },
    { date: "2005-03-21", traffic: { market: "slump", cars: 250 } },
    { date: "2005-03-28", training: { market: "slump", cars: 800 }, traffic: { market: "slump", cars: 250 } },
    { date: "2005-04-04", traffic: { market: "slump", cars: 250 } },
    { date: "2005-04-11" },
];

/** By it the test rows of both markets are like the traffic after them: no version is taken for better than it is. */
const seed = 2018;

/** Dollars that a mile takes off a price: the slope in the file. */
const perMile = 0.17;

/** By column. */
type Car = Readonly<Record<string, string>>;

/**
 * Makes the history of which `drivetrain replay` tells: real cars, drawn anew with a little chance in mileage and price,
 * in a market that changes.
 * @param csv data/used-cars.csv
 * @returns the files, by their paths in the folder of the history
 */
export function usedCarsHistory(csv: string): Record<string, string> {
    const [header = [], ...records] = readCsv(csv).records;
    const cars = records.map((row): Car => Object.fromEntries(header.map((name, place) => [name, row[place] ?? ""])));
    const maker = new CarMaker(cars, draws(seed));
    const asked = header.filter((name) => name !== "price");
    const files: Record<string, string> = {};
    let sold: readonly Car[] = [];
    for (const { date, training, traffic } of weeks) {
        if (training) files[`${date}/training.csv`] = csvOf(header, maker.cars(training.market, training.cars));
        if (sold.length > 0) files[`${date}/ground-truth.csv`] = csvOf(["listing_id", "price"], sold);
        sold = traffic ? maker.cars(traffic.market, traffic.cars) : [];
        if (sold.length > 0) files[`${date}/traffic.csv`] = csvOf(asked, sold);
    }
    return files;
}

/** Makes cars of any market; no two have the same number. */
class CarMaker {
    private made = 0;

    constructor(
        private readonly known: readonly Car[],
        private readonly draw: () => number,
    ) {}

    cars(market: Market, many: number): Car[] {
        return Array.from({ length: many }, () => this.car(market));
    }

    private car(market: Market): Car {
        const offered = market === "campaign" ? this.known.filter((car) => car.upgraded_sound === "1") : this.known;
        const car = offered[Math.floor(this.draw() * offered.length)]!;
        const driven = Number(car.mileage);
        const usual = driven * (0.9 + 0.2 * this.draw());
        const mileage = Math.round(market === "slump" ? usual * 1.3 + 8000 : usual);
        // The sum of three is nearly normal; its deviation is 2 % of a price.
        const chance = 0.04 * (this.draw() + this.draw() + this.draw() - 1.5);
        const worth = Math.max(1500, Number(car.price) - perMile * (mileage - driven));
        const price = worth * (market === "slump" ? 0.75 : 1) * (1 + chance);
        this.made += 1;
        return { ...car, listing_id: String(100_000 + this.made), mileage: String(mileage), price: price.toFixed(2) };
    }
}

function csvOf(header: readonly string[], cars: readonly Car[]): string {
    return [header, ...cars.map((car) => header.map((name) => car[name] ?? ""))]
        .map((row) => `${row.join(",")}\n`)
        .join("");
}
