"use strict";

// ts-node's way from TypeScript to JavaScript (tsconfig.json names it). What was transpiled once is kept for the
// processes that follow: most of the time that a command, a server or a test took to start went into this.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");

const root = dirname(__dirname);
const cache = join(root, ".drivetrain", "transpiled");

/** @type {import("ts-node").TranspilerFactory} */
exports.create = ({ service: { config } }) => {
    const ts = require("typescript");
    const settings = digest(JSON.stringify([ts.version, config.options])).slice(0, 12);
    return {
        transpile(source, { fileName }) {
            const place = relative(root, fileName);
            const file = place.startsWith("..") ? undefined : join(cache, settings, `${place}.json`);
            const key = digest(source);
            const kept = file && read(file);
            if (kept?.key === key) return kept;
            const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
                fileName,
                compilerOptions: config.options,
                reportDiagnostics: true,
            });
            if (file && diagnostics.length === 0) write(file, { key, outputText, sourceMapText });
            return { outputText, sourceMapText, diagnostics };
        },
    };
};

function digest(text) {
    return createHash("sha256").update(text).digest("hex");
}

function read(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

/** Writes a file that is either whole or not there. Where nothing can be written, nothing is kept. */
function write(file, content) {
    const unfinished = `${file}.${process.pid}`;
    try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(unfinished, JSON.stringify(content));
        renameSync(unfinished, file);
    } catch {
        // A folder that nobody may write, or a full disk.
    }
}
