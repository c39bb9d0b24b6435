/** One instruction of a Dockerfile, e.g. `COPY --chmod=755 train serve /opt/program/`. */
export interface Instruction {
    /** In upper case. */
    readonly name: string;
    /** Options such as `--from=builder`, by name. */
    readonly flags: Readonly<Record<string, string>>;
    /** What follows, on one line, before any variable is replaced. */
    readonly text: string;
}

const ignoredInstructions = "CMD EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME".split(
    " ",
);
const knownInstructions = ["FROM", "ARG", "ENV", "WORKDIR", "COPY", "ADD", "ENTRYPOINT", ...ignoredInstructions];

/**
 * The instructions of a Dockerfile, continued lines joined, comments left out.
 * @throws Error in one sentence where it is no Dockerfile
 */
export function parseDockerfile(source: string): Instruction[] {
    const instructions: Instruction[] = [];
    const lines = source.split(/\r?\n/);
    while (lines.length > 0) {
        const line = nextLine(lines);
        if (line === "") continue;
        const [, name = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line)!;
        const known = name.toUpperCase();
        if (!knownInstructions.includes(known)) throw new Error(`The Dockerfile has an unknown instruction: ${name}.`);
        const here = /<<-?\s*["']?(\w+)["']?/.exec(rest)?.[1];
        if (here !== undefined && known !== "ENV" && known !== "LABEL") skipHereDocument(lines, here, known);
        instructions.push({ name: known, ...splitFlags(rest) });
    }
    if (!instructions.some(({ name }) => name === "FROM")) throw new Error("The Dockerfile has no FROM.");
    return instructions;
}

/** The next line with those that continue it; empty for comments and blank lines. */
function nextLine(lines: string[]): string {
    let line = lines.shift()!.trim();
    if (line.startsWith("#")) return "";
    while (line.endsWith("\\")) {
        let next = lines.shift()?.trim();
        // Comments between continued lines are left out, as docker does.
        while (next?.startsWith("#")) next = lines.shift()?.trim();
        line = `${line.slice(0, -1)}${next ?? ""}`.trim();
        if (next === undefined) break;
    }
    return line;
}

function skipHereDocument(lines: string[], end: string, instruction: string): void {
    if (instruction !== "RUN") {
        throw new Error(`The local stage does not build a Dockerfile whose ${instruction} has a here-document.`);
    }
    while (lines.length > 0 && lines.shift()!.trim() !== end);
}

function splitFlags(rest: string): Pick<Instruction, "flags" | "text"> {
    const flags: Record<string, string> = {};
    let text = rest;
    for (let match; (match = /^--([a-z-]+)(?:=(\S+))?\s+/.exec(text)); text = text.slice(match[0].length)) {
        flags[match[1]!] = match[2] ?? "true";
    }
    return { flags, text };
}

/** The words of an instruction: those of a JSON list, or those between blanks, quotes and backslashes heeded. */
export function wordsOf(text: string): string[] {
    return listOf(text) ?? shellWords(text);
}

/** The elements of an instruction in exec form, `["python3", "main.py"]`; undefined for the shell form. */
export function listOf(text: string): string[] | undefined {
    if (!text.startsWith("[")) return undefined;
    try {
        const list = JSON.parse(text) as unknown;
        return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
    } catch {
        return undefined;
    }
}

function shellWords(text: string): string[] {
    const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
    return words.map((word) =>
        word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
            double !== undefined ? double.replace(/\\(["\\$])/g, "$1") : (single ?? escaped ?? ""),
        ),
    );
}

/** Pairs of `ENV a=1 b="2 3"`, or of the older `ENV a 1 2`. */
export function pairsOf(text: string): [string, string][] {
    if (/^[\w.-]+=/.test(text)) {
        return shellWords(text).map((word) => {
            const at = word.indexOf("=");
            return [word.slice(0, at), word.slice(at + 1)];
        });
    }
    const [, name = "", value = ""] = /^(\S+)\s+([\s\S]*)$/.exec(text) ?? [];
    return name === "" ? [] : [[name, value]];
}

/** Replaces `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}`; a variable that is not set is empty. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
    return text.replace(
        /\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
        (_, plain?: string, braced?: string, operator?: string, word = "") => {
            const value = variables[plain ?? braced ?? ""] ?? "";
            if (operator === "+") return value === "" ? "" : (word as string);
            return value === "" && operator === "-" ? (word as string) : value;
        },
    );
}
