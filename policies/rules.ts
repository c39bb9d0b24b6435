import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import type { Rule } from "./engine/rule";

/** Folders beside those of services, which have rules. */
export const notServices: readonly string[] = ["engine", "reading", "node_modules"];

/**
 * Every rule of the pack, by its id: each file `<service>/<verbThing>.ts` exports the one of that name. Reading this list
 * starts nothing; policies/index.ts serves it to the engine.
 */
export const rules: readonly Rule[] = readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notServices.includes(entry.name))
    .flatMap(({ name: service }) =>
        readdirSync(join(__dirname, service))
            .filter((file) => /\.[jt]s$/.test(file))
            .map((file) => readRule(service, basename(file, extname(file)))),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** @throws Error where a file exports no rule of its name */
function readRule(service: string, name: string): Rule {
    const exported = createRequire(join(__dirname, "index.js"))(`./${service}/${name}`) as Record<string, Rule>;
    const rule = exported[name];
    if (rule?.id !== `${service}/${name}`) {
        throw new Error(`policies/${service}/${name}.ts must export a rule ${name} whose id is "${service}/${name}".`);
    }
    return rule;
}
