/** Flats that were let: made up, with what makes drafting of interest. The columns are no other model's. */
const columns = "flat,district,area,rooms,balcony,heating,remarks,rent,built";

const districts = { Harbour: 250, Hill: 400, Mills: 0, Station: 120 };
const heatings = { district: 60, gas: 0, oil: -40 };

/**
 * A CSV file of flats, the same one for the same arguments. Rents have a spread of some 30 that nothing explains.
 *
 * @param level what rents are to those of the first year: a model of another level errs by the difference
 * @param first number of the first flat
 */
export function flatsCsv({ rows, level = 1, first = 1 }: { rows: number; level?: number; first?: number }): string {
    const draw = draws(first);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(draw() * values.length)]!;
    const lines = Array.from({ length: rows }, (_, index) => {
        const flat = `F-${String(first + index).padStart(4, "0")}`;
        const [district, location] = pick(Object.entries(districts));
        const [heating, comfort] = pick(Object.entries(heatings));
        const area = Math.round(250 + 1000 * draw()) / 10;
        const rooms = Math.max(1, Math.round(area / 28 + draw() - 0.5));
        const balcony = Math.round(draw());
        const chance = 100 * (draw() + draw() + draw() - 1.5) * 0.6;
        const rent = level * (200 + location + comfort + 9 * area + 40 * rooms + 50 * balcony + chance);
        const built = 1890 + Math.floor(130 * draw());
        // Some flats do not tell their heating.
        const told = draw() < 0.05 ? "" : heating;
        return [flat, district, area, rooms, balcony, told, `Viewing ${flat}`, rent.toFixed(2), built].join(",");
    });
    return [columns, ...lines, ""].join("\n");
}

/** Numbers from 0 to 1 that look random: mulberry32. */
function draws(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
