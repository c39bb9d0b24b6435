"use strict";

/**
 * Lets Node load the checkout's TypeScript: `node -r ./tools/typescript.js FILE.ts`, or require this before a file.
 *
 * A file is compiled when its content is new, by the options of tsconfig.json, and its JavaScript is kept under
 * `.drivetrain/compiled`. Types are not looked at: tsc checks them in the tests.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { SourceMap } = require("node:module");
const { dirname, join, relative } = require("node:path");

const root = dirname(__dirname);
const configuration = join(root, "tsconfig.json");
const mapMark = "//# sourceMappingURL=data:application/json;base64,";

/** What the JavaScript depends on beside the source. */
const toolchain = [__filename, configuration, require.resolve("typescript/package.json")];
const common = toolchain.reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256"));

/** The source maps of the files that this process has loaded: as text, and parsed once they are needed. */
const maps = new Map();

require.extensions[".ts"] = (module, file) => {
    const code = codeOf(file);
    maps.set(file, code);
    module._compile(code, file);
};

function codeOf(file) {
    const source = readFileSync(file);
    const stamp = `\n//${common.copy().update(source).digest("hex")}`;
    const place = keptAt(file);
    const kept = place && readIfThere(place);
    if (kept?.endsWith(stamp)) return kept;
    const code = compile(source.toString(), file) + stamp;
    if (place) keep(place, code);
    return code;
}

/** Where a file's JavaScript is kept; nowhere, where it is outside of the checkout or in what tests leave behind. */
function keptAt(file) {
    const path = relative(root, file);
    return path.startsWith(".") ? undefined : join(root, ".drivetrain", "compiled", `${path}.js`);
}

function compile(source, fileName) {
    const ts = require("typescript");
    const { config } = ts.readConfigFile(configuration, ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const compilerOptions = { ...options, rootDir: undefined, noEmit: false, inlineSourceMap: true };
    const reportDiagnostics = true;
    const { outputText, diagnostics } = ts.transpileModule(source, { fileName, compilerOptions, reportDiagnostics });
    if (diagnostics.length === 0) return outputText;
    const format = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => "\n" };
    throw new SyntaxError(ts.formatDiagnostics(diagnostics, format));
}

function readIfThere(file) {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return undefined;
    }
}

/** Writes a file that is either whole or not there. Where nothing can be written, nothing is kept. */
function keep(file, text) {
    const part = `${file}.${process.pid}`;
    try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(part, text);
        renameSync(part, file);
    } catch {
        // A folder that nobody may write, or a full disk.
    }
}

/** Stack traces have the lines of the sources; nothing is looked up before a stack is. */
Error.prepareStackTrace = (error, sites) =>
    [headOf(error), ...sites.map((site) => `    at ${placeOf(site)}`)].join("\n");

function headOf(error) {
    try {
        return Error.prototype.toString.call(error);
    } catch {
        return "Error";
    }
}

function placeOf(site) {
    const text = String(site);
    const file = site.getFileName();
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
    const { originalLine, originalColumn } = mapOf(file)?.findEntry(line - 1, column - 1) ?? {};
    if (originalLine === undefined) return text;
    return text.replace(`${file}:${line}:${column}`, () => `${file}:${originalLine + 1}:${originalColumn + 1}`);
}

function mapOf(file) {
    const known = maps.get(file);
    if (typeof known !== "string") return known;
    const encoded = known.slice(known.lastIndexOf(mapMark) + mapMark.length).split("\n", 1)[0];
    const map = new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString()));
    maps.set(file, map);
    return map;
}
