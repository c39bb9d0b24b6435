import * as fs from "node:fs";
import * as path from "node:path";
import type { Account } from "../core/account";
import type { Services } from "../core/services";

/**
 * Makes the private root of a job or endpoint: an empty folder which nothing else uses.
 *
 * @returns the folder whose `opt/ml` stands for the container's `/opt/ml`
 */
export function makePrivateRoot(services: Services, account: Account, ...names: readonly string[]): string {
    const folder = path.join(services.root, account.id, account.region, ...names);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, "opt", "ml"), { recursive: true });
    return folder;
}

/** Writes a JSON file of the container's contract, with its folders. */
export function writeJson(file: string, value: unknown): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(value));
}

/** The start of a text file that a container may leave, or undefined. */
export function readStart(file: string, characters: number): string | undefined {
    if (!fs.existsSync(file)) {
        return undefined;
    }
    return fs.readFileSync(file, "utf8").trim().slice(0, characters) || undefined;
}
