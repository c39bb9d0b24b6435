import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../checkout";
import { ask } from "../../engine/pulumi";
import { existingStacks } from "../../engine/state";
import { fileOf } from "../../stacks/stackFile";
import { explain } from "../../terminal/errors";
import type { Finding, Look } from "../finding";

/** Where the engine keeps its state, whether it can be reached, and whether what is secret there can be read. */
export const lookAtEngine: Look = async ({ stack }) => {
    const check = "engine's state";
    try {
        const { url } = JSON.parse(await ask(["whoami", "--json"])) as { url?: string };
        const stacks = await existingStacks();
        const there = [stack.platform, stack.name].filter((name) => stacks.includes(name));
        const found = `${url ?? "reached"}; ${there.length === 0 ? "no stack of the stage yet" : `has ${there.join(", ")}`}`;
        return [{ check, standing: "ok", found }, ...[stack.platform, stack.name].map((name) => secretsOf(name, url))];
    } catch (error) {
        return [
            {
                ...{ check, standing: "problem", found: explain(error) },
                remedy: "Say where Pulumi keeps its state: `npx pulumi login s3://YOUR-STATE-BUCKET`, or PULUMI_BACKEND_URL.",
            },
        ];
    }
};

/** How a stack's secrets are encrypted: by a key that its file names, by a passphrase, or by Pulumi Cloud. */
export function secretsOf(name: string, url = "", file: StackSecrets = readFile(name)): Finding {
    const check = `secrets of ${name}`;
    const { secretsprovider, encryptionsalt } = file;
    const passphrase = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].some(
        (variable) => process.env[variable] !== undefined,
    );
    if (secretsprovider !== undefined && secretsprovider !== "passphrase") {
        return { check, standing: "ok", found: `encrypted by ${secretsprovider}` };
    }
    const isCloud = url.startsWith("https://");
    if (encryptionsalt === undefined && isCloud) return { check, standing: "ok", found: "encrypted by Pulumi Cloud" };
    if (passphrase) return { check, standing: "ok", found: "encrypted by the passphrase that is set" };
    return {
        ...{ check, standing: "problem" },
        found: `encrypted by a passphrase, as ${fileOf(name)} names no key, and none is set`,
        remedy:
            encryptionsalt === undefined
                ? `\`npx pulumi stack init ${name} --secrets-provider "awskms://alias/YOUR-KEY"\` names a key.`
                : "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE.",
    };
}

/** What a stack's file says of its secrets. */
interface StackSecrets {
    readonly secretsprovider?: string;
    readonly encryptionsalt?: string;
}

function readFile(stack: string): StackSecrets {
    const file = join(root, fileOf(stack));
    return existsSync(file) ? ((parse(readFileSync(file, "utf8")) as object | null) ?? {}) : {};
}
