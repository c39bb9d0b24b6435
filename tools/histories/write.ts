import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { usedCarsHistory } from "./usedCars";

/** Writes the shipped history anew: `npm run history`. */
const data = join(__dirname, "..", "..", "data");
const folder = join(data, "used-cars-history");
const files = usedCarsHistory(readFileSync(join(data, "used-cars.csv"), "utf8"));
for (const path of Object.keys(files)) rmSync(join(folder, dirname(path)), { recursive: true, force: true });
for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
}
