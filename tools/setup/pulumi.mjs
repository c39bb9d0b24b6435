import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { buildEngine, builtName } from "./pulumiBuild.mjs";
import { downloadEngine } from "./pulumiDownload.mjs";
import { linkEngine, placeLanguageHost } from "./pulumiPlace.mjs";
import { answer, executable } from "./process.mjs";
import { environmentDirectory, interpreterOf } from "./python.mjs";

/** How a choice reads. */
const origins = {
    installed: "the installed one",
    downloaded: "the official download",
    built: "built from Go modules",
};

/** PULUMI_HOME as Pulumi itself finds it. */
export function pulumiHome(environment = process.env) {
    return environment.PULUMI_HOME || join(homedir(), ".pulumi");
}

/**
 * A CLI older than the SDK may lack what the SDK asks of its engine; a next major version may speak another protocol.
 * @param {string} version  of a CLI, with or without a leading "v"
 * @param {string} sdk      version of @pulumi/pulumi
 */
export function isSupported(version, sdk) {
    const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? "");
    if (!match) return false;
    const [major, ...rest] = match.slice(1).map(Number);
    const [sdkMajor, ...sdkRest] = sdk.split(".").map(Number);
    const at = rest.findIndex((part, index) => part !== sdkRest[index]);
    return major === sdkMajor && (at < 0 || rest[at] > sdkRest[at]);
}

/**
 * The first CLI on the search path that is of a supported version. Passed over are the one that npm packages offer
 * (it is a download that has not happened yet) and ours (in a shell made by `drivetrain env`).
 */
export async function findInstalled({ searchPath, home, sdk }) {
    for (const directory of searchPath.split(delimiter).filter(Boolean)) {
        const program = executable(join(directory, "pulumi"));
        if (!program || program.split(sep).includes("node_modules") || program.startsWith(join(home, "versions") + sep))
            continue;
        const version = (
            await answer(program, ["version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } })
        )?.replace(/^v/, "");
        if (!isSupported(version, sdk)) continue;
        const hasHost = [dirname(program), directory].some((place) =>
            executable(join(place, "pulumi-language-nodejs")),
        );
        return { version, program, hasHost };
    }
    return undefined;
}

/** The versions in package.json: of the SDK, and of the npm package that fetches the official CLI. */
function pinned(root) {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { sdk: devDependencies["@pulumi/pulumi"], official: devDependencies.pulumi };
}

/** Everything that the choice rests on: when it changes, the choice is made again (a build is kept). */
function choiceKey(root, home) {
    const hash = createHash("sha256").update(JSON.stringify([root, home, pinned(root)]));
    for (const file of ["go.mod", "go.sum", "language-host.js"]) {
        hash.update(readFileSync(join(root, "tools", "pulumi", file)));
    }
    return hash.digest("hex");
}

/** Size and time of the CLI, by which an upgrade is noticed. */
function identity(program) {
    const { size, mtimeMs } = statSync(program);
    return `${size} ${Math.round(mtimeMs)}`;
}

export function pulumiStep({ root, logs, environment = process.env }) {
    const home = pulumiHome(environment);
    const file = join(root, ".drivetrain", "setup", "engine.json");
    const python = interpreterOf(environmentDirectory(root, environment));
    return {
        name: "Pulumi CLI",
        done: async () => {
            const engine = readChoice(file);
            const whole = engine?.key === choiceKey(root, home) && engine.python === python && isWhole(engine);
            return whole ? describe(engine) : undefined;
        },
        run: async (show) => {
            const engine = await chooseEngine({ root, home, logs, show, python, environment });
            const program = executable(join(engine.directory, "pulumi"));
            mkdirSync(dirname(file), { recursive: true });
            const choice = { ...engine, home, python, key: choiceKey(root, home), identity: identity(program) };
            writeFileSync(file, `${JSON.stringify(choice, undefined, 2)}\n`);
            return describe(choice);
        },
    };
}

/** An installed CLI, else the official download, else a build: each with a language host. */
export async function chooseEngine(context) {
    const { root, home, show, environment } = context;
    const { sdk, official } = pinned(root);
    const installed = await findInstalled({ searchPath: environment.PATH ?? "", home, sdk });
    if (installed) return { ...linkEngine(home, installed, root), origin: "installed" };

    const built = builtName(root);
    if (!(await answer(join(home, "versions", built.name, "bin", "pulumi"), ["version"]))) {
        const downloaded = await downloadEngine(context, official);
        if (downloaded) return { ...downloaded, origin: "downloaded" };
        show.line(
            "The official Pulumi CLI cannot be downloaded here, so it is built from Go modules: minutes, but only once.",
        );
        await buildEngine(context, built);
    }
    const directory = join(home, "versions", built.name, "bin");
    placeLanguageHost(root, directory);
    return { version: built.version, name: built.name, directory, origin: "built" };
}

function describe({ version, origin, directory }) {
    return `Pulumi ${version}, ${origins[origin]} (${directory})`;
}

function readChoice(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

function isWhole({ directory, identity: expected }) {
    const program = executable(join(directory, "pulumi"));
    if (!program || identity(program) !== expected) return false;
    return [directory, dirname(program)].some((place) => executable(join(place, "pulumi-language-nodejs")));
}
