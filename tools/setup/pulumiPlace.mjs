import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Puts our language host beside a CLI that has none. The engine looks next to its own binary, so that is where it has
 * to be; a copy in PATH alone would be warned about in every command.
 */
export function placeLanguageHost(root, directory) {
    const host = readFileSync(join(root, "tools", "pulumi", "language-host.js"));
    const target = join(directory, "pulumi-language-nodejs");
    const part = `${target}.${process.pid}`;
    writeFileSync(part, host);
    chmodSync(part, 0o755);
    renameSync(part, target);
}

/** Gives an installed CLI a name under `$PULUMI_HOME/versions`, where the npm package `pulumi` (npx pulumi) looks. */
export function linkEngine(home, { version, program, hasHost }, root) {
    const place = createHash("sha256").update(program).digest("hex").slice(0, 8);
    const name = `${version}-drivetrain-${place}`;
    const directory = join(home, "versions", name, "bin");
    mkdirSync(directory, { recursive: true });
    const part = join(directory, `pulumi.${process.pid}`);
    symlinkSync(program, part);
    renameSync(part, join(directory, "pulumi"));
    const host = join(directory, "pulumi-language-nodejs");
    if (hasHost) rmSync(host, { force: true });
    else placeLanguageHost(root, directory);
    return { version, name, directory };
}
