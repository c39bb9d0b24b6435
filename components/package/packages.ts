import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: the checkout's own, or `node_modules/drivetrain` of a program that uses it. */
export function packageFolder(): string {
    return folderWithManifest(__dirname) as string;
}

/** The packages that the program which is running depends on: Pulumi would put all of them into each Lambda. */
export function programDependencies(folder: string = process.cwd()): string[] {
    const program = folderWithManifest(folder);
    if (program === undefined) return [];
    const manifest = readFileSync(join(program, "package.json"), "utf8");
    return Object.keys((JSON.parse(manifest) as { dependencies?: object }).dependencies ?? {});
}

/** The folder itself, or the nearest one above it, that has a package.json. */
function folderWithManifest(folder: string): string | undefined {
    if (existsSync(join(folder, "package.json"))) return folder;
    return dirname(folder) === folder ? undefined : folderWithManifest(dirname(folder));
}
