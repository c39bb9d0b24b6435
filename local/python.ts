import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const checkout = dirname(__dirname);

/**
 * The Python interpreter that runs containers, the emulator and whatever else needs their libraries.
 * @throws Error where set-up has not made it
 */
export function findPython(): string {
    const python = process.env.DRIVETRAIN_PYTHON ?? join(checkout, ".drivetrain", "python", "bin", "python");
    if (existsSync(python)) return python;
    throw new Error(
        `The local stage needs the Python environment ${python}, which is missing: \`npm run setup\` makes it.`,
    );
}
