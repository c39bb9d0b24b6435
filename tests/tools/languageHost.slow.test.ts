import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { engineEnvironment, findEngine } from "../../tools/engine";
import { root } from "./load";

const program = `
import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.ComponentResource {
    constructor(name: string) {
        super("tiny:index:Thing", name);
        this.registerOutputs({});
    }
}

const config = new pulumi.Config();
if (config.getBoolean("broken")) throw new Error("broken on purpose");
new Thing(config.require("thing"));
export const stack = pulumi.getStack();
export const thing = config.require("thing");
export const password = config.getSecret("password");
`;

const policies = `
import { PolicyPack } from "@pulumi/policy";

new PolicyPack("tiny", {
    policies: [
        {
            name: "small",
            description: "Things are small.",
            enforcementLevel: "mandatory",
            validateStack: ({ resources }, report) => {
                for (const { type, name } of resources) if (type === "tiny:index:Thing" && name === "big") report("It is big.");
            },
        },
    ],
});
`;

const project = `
name: tiny
main: infra/index.ts
runtime:
  name: nodejs
  options: { typescript: true }
config:
  thing: { type: string, default: small }
`;

/** Our language host under the real engine, also where the engine of this machine has its own. */
describe("language host", () => {
    let folder: string;
    let environment: NodeJS.ProcessEnv;

    before(() => {
        folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drivetrain-host-")));
        for (const name of ["infra", "policies", "state", "bin"]) mkdirSync(path.join(folder, name));
        const files = {
            "Pulumi.yaml": project,
            "package.json": `{ "name": "tiny" }`,
            "infra/index.ts": program,
            "policies/index.ts": policies,
            "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
            "policies/package.json": `{ "name": "tiny-policies", "version": "1.2.3" }`,
            "tsconfig.json": JSON.stringify({ extends: path.join(root, "tsconfig.json") }),
            "policies/tsconfig.json": JSON.stringify({ extends: path.join(root, "policies", "tsconfig.json") }),
        };
        for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
        symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));

        const host = path.join(folder, "bin", "pulumi-language-nodejs");
        cpSync(path.join(root, "tools", "pulumi", "language-host.js"), host);
        chmodSync(host, 0o755);
        const engine = engineEnvironment({ local: true });
        environment = {
            ...process.env,
            ...engine,
            PATH: `${path.dirname(host)}${path.delimiter}${engine.PATH}`,
            PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        };
        assert.equal(pulumi("stack", "init", "local").status, 0);
    });

    after(() => rmSync(folder, { recursive: true }));

    function pulumi(...args: string[]): { status: number | null; text: string } {
        const command = path.join(findEngine().directory, "pulumi");
        const all = [...args, "--non-interactive", "--color", "never"];
        const result = spawnSync(command, all, { cwd: folder, env: environment, encoding: "utf8" });
        return { status: result.status, text: result.stdout + result.stderr };
    }

    it("runs a program with its config, secrets and policies: preview, up, refresh, destroy", () => {
        assert.equal(pulumi("config", "set", "--secret", "password", "correct horse").status, 0);
        const preview = pulumi("preview", "--policy-pack", "policies");
        assert.equal(preview.status, 0, preview.text);
        assert.match(preview.text, /\+ 2 to create/);
        assert.match(preview.text, /tiny@v1\.2\.3/);

        assert.equal(pulumi("up", "--yes", "--policy-pack", "policies").status, 0);
        const outputs = pulumi("stack", "output", "--json", "--show-secrets").text;
        assert.deepEqual(JSON.parse(outputs), { stack: "local", thing: "small", password: "correct horse" });
        assert.match(pulumi("up", "--yes").text, /2 unchanged/);
        assert.equal(pulumi("refresh", "--yes").status, 0);
        assert.match(pulumi("destroy", "--yes").text, /- 2 deleted/);
    });

    it("lets a policy refuse a program", () => {
        const { status, text } = pulumi("preview", "--policy-pack", "policies", "--config", "thing=big");
        assert.notEqual(status, 0);
        assert.match(text, /It is big\./);
    });

    it("reports a program that fails, once", () => {
        const { status, text } = pulumi("preview", "--config", "broken=true");
        assert.notEqual(status, 0);
        assert.match(text, /Error: broken on purpose/);
        assert.doesNotMatch(text, /non-zero exit code/);
    });

    it("says what the program is made of", () => {
        const { status, text } = pulumi("about", "--json");
        assert.equal(status, 0, text);
        assert.match(text, new RegExp(process.version.replaceAll(".", "\\.")));
    });

    it("asks for the SDK where it is not installed", () => {
        const bare = path.join(folder, "bare");
        mkdirSync(bare);
        rmSync(path.join(folder, "node_modules"));
        const { status, stderr } = spawnSync(path.join(folder, "bin", "pulumi-language-nodejs"), ["127.0.0.1:1"], {
            cwd: bare,
            encoding: "utf8",
        });
        assert.equal(status, 1);
        assert.match(stderr, /^@pulumi\/pulumi is not installed for .*: run `npm ci` there\.\n$/);
    });

    it("ends with the engine that started it", () => {
        const hosts = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).stdout;
        assert.ok(!hosts.includes(path.join(folder, "bin", "pulumi-language-nodejs")));
    });
});
