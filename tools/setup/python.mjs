import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { answer, executable, run } from "./process.mjs";
import { Problem, requireSpace } from "./problem.mjs";

/** The versions that the pinned packages have wheels for. */
const supported = { from: [3, 11], to: [3, 14] };

/** `python3` first: it is the one that the user meant, where it will do. */
const names = ["python3", "python3.13", "python3.12", "python3.11", "python3.14", "python"];

/** Prints the version, and whether a virtual environment can be made (Debian packs that apart). */
const probe =
    "import sys, importlib.util as u; print('%d.%d.%d' % sys.version_info[:3], int(all(u.find_spec(m) for m in ('venv', 'ensurepip'))))";

/** Where the private environment is. */
export function environmentDirectory(root, environment = process.env) {
    return environment.DRIVETRAIN_PYTHON_ENV || join(root, ".drivetrain", "python");
}

export function interpreterOf(directory) {
    return join(directory, "bin", "python");
}

/** What the machine's Pythons say of themselves. */
export async function findPythons(candidates = names) {
    const answers = await Promise.all(
        candidates.map(async (name) => ({ name, text: await answer(name, ["-c", probe]) })),
    );
    return answers.flatMap(({ name, text }) => {
        const [version, venv] = text?.split(" ") ?? [];
        return version ? [{ name, version, venv: venv === "1" }] : [];
    });
}

/**
 * The first that is of a supported version and can make an environment; else the sentence that says what to install.
 */
export function choosePython(pythons) {
    const range = `Python ${supported.from.join(".")} to ${supported.to.join(".")}`;
    if (pythons.length === 0) throw new Problem(`Python is missing: install ${range}, then run this again.`);
    const fitting = pythons.filter(({ version }) => isSupported(version));
    if (fitting.length === 0) {
        const found = [...new Set(pythons.map(({ version }) => version))].join(", ");
        throw new Problem(
            `Python ${found} does not fit: install ${range} beside it (as python3.13, say), then run this again.`,
        );
    }
    const chosen = fitting.find(({ venv }) => venv);
    if (chosen) return chosen;
    const package_ = `python${fitting[0].version.split(".").slice(0, 2).join(".")}-venv`;
    throw new Problem(
        `Python ${fitting[0].version} lacks its venv module: install it (Debian and Ubuntu: apt install ${package_}), then run this again.`,
    );
}

function isSupported(version) {
    const [major, minor] = version.split(".").map(Number);
    return major === 3 && minor >= supported.from[1] && minor <= supported.to[1];
}

/** What an environment was made from. It holds its own path, since an environment cannot be moved. */
export function environmentStamp(requirements, directory) {
    return createHash("sha256").update(readFileSync(requirements)).update(directory).digest("hex");
}

export function pythonStep({ root, logs, environment = process.env }) {
    const directory = environmentDirectory(root, environment);
    const requirements = join(root, "tools", "python", "requirements.txt");
    const stampFile = join(directory, "drivetrain.json");
    return {
        name: "Python environment",
        done: async () => {
            const stamp = readStamp(stampFile);
            const whole =
                stamp?.stamp === environmentStamp(requirements, directory) && executable(interpreterOf(directory));
            return whole ? `Python ${stamp.version}` : undefined;
        },
        run: async (show) => {
            refuseLink(directory);
            const python = choosePython(await findPythons());
            mkdirSync(dirname(directory), { recursive: true });
            requireSpace(dirname(directory), 3, "The Python environment");
            show.note(`Python ${python.version}`);
            const log = join(logs, "python.log");
            const make = [python.name, "-m", "venv", ...(isOurs(directory) ? ["--clear"] : []), directory];
            await run("Making the Python environment", make, { log });
            const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"];
            // PySpark is published as source alone, which is Python and jars: nothing is compiled.
            const binary = ["--only-binary", ":all:", "--no-binary", "pyspark"];
            const exactly = ["--require-hashes", ...binary, "-r", requirements];
            await run("Installing the Python packages", [interpreterOf(directory), ...install, ...exactly], { log });
            // The last act, so that an environment that was cut short has no stamp.
            writeFileSync(
                stampFile,
                JSON.stringify({ stamp: environmentStamp(requirements, directory), version: python.version }),
            );
            return `Python ${python.version}`;
        },
    };
}

/** Clearing through a link would empty a folder that another checkout uses, and may have set up itself. */
function refuseLink(directory) {
    if (!lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink()) return;
    throw new Problem(
        `${directory} is a symbolic link, and the Python environment behind it does not fit: remove the link, or set up where it leads.`,
    );
}

/** Whether there is an environment to clear. Anything else in its place is the user's own, and is left alone. */
function isOurs(directory) {
    if (!existsSync(directory) || readdirSync(directory).length === 0) return false;
    if (existsSync(join(directory, "pyvenv.cfg"))) return true;
    throw new Problem(
        `${directory} is no Python environment: empty it, or let DRIVETRAIN_PYTHON_ENV name another folder.`,
    );
}

function readStamp(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}
