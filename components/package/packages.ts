import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: the checkout's own, or `node_modules/drivetrain` of a program that uses it. */
export function packageFolder(folder: string = __dirname): string {
    return existsSync(join(folder, "package.json")) ? folder : packageFolder(dirname(folder));
}
