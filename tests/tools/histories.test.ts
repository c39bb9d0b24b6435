import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { usedCarsHistory } from "../../tools/histories/usedCars";

const data = join(__dirname, "..", "..", "data");
const folder = join(data, "used-cars-history");

describe("the maker of the shipped history", () => {
    const made = usedCarsHistory(readFileSync(join(data, "used-cars.csv"), "utf8"));

    it("makes the shipped files to the byte", () => {
        const shipped = readdirSync(folder, { recursive: true, encoding: "utf8" })
            .filter((path) => path.endsWith(".csv"))
            .map((path) => path.replaceAll("\\", "/"))
            .sort();
        assert.deepEqual(shipped, Object.keys(made).sort());
        for (const path of shipped) assert.equal(readFileSync(join(folder, path), "utf8"), made[path], path);
    });

    it("gives no two cars one number, and each car that was asked about its price a week later", () => {
        const numbers = (name: string) =>
            Object.entries(made)
                .filter(([path]) => path.endsWith(`/${name}.csv`))
                .flatMap(([, text]) => text.trimEnd().split("\n").slice(1))
                .map((line) => line.split(",")[0]!);
        const all = [...numbers("training"), ...numbers("traffic")];
        assert.equal(new Set(all).size, all.length);
        assert.deepEqual(numbers("ground-truth"), numbers("traffic"));
    });
});
