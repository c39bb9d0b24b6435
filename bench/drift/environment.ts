import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { inRoot } from "../../cli/checkout";
import { python } from "../frame/python";

const folder = inRoot(".drivetrain", "bench", "python");
const requirements = inRoot("bench", "drift", "requirements.txt");

/**
 * The Python that has what is compared with, in an environment of its own: made when it is asked for first, and again
 * where its packages are others.
 */
export async function peerPython(): Promise<string> {
    const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex");
    const stampFile = join(folder, "stamp");
    const own = join(folder, "bin", "python");
    if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return own;
    rmSync(folder, { recursive: true, force: true });
    const run = promisify(execFile);
    await run(python, ["-m", "venv", folder]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];
    await run(own, [...install, "--require-hashes", "-r", requirements], { maxBuffer: 2 ** 26 });
    writeFileSync(stampFile, stamp);
    return own;
}
