import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A handler, or a factory of one, that some component makes a function of. */
export interface Handler {
    /** Its file under functions/, without the ending. */
    readonly file: string;
    /** What the file exports. */
    readonly name: string;
}

/** All of them, by file. */
export function handlers(): readonly Handler[] {
    const folder = join(__dirname, "../../../components");
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const found = sources.flatMap((source) => {
        const code = readFileSync(join(folder, source), "utf8");
        const used = [...code.matchAll(/\b(?:handler|factory): (\w+)/g)].map(([, name]) => String(name));
        const imported = [...code.matchAll(/import \{([^}]+)\} from "(?:\.\.\/)+functions\/([^"]+)"/g)];
        return imported.flatMap(([, names, file]) =>
            used
                .filter((name) => new RegExp(`\\b${name}\\b`).test(String(names)))
                .map((name): [string, Handler] => [`${file} ${name}`, { file: String(file), name }]),
        );
    });
    return [...new Map(found).values()].sort((a, b) => a.file.localeCompare(b.file, "en"));
}
