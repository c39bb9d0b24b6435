import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineEnvironment } from "../../tools/engine";

const root = join(__dirname, "../..");
const policies = join(root, "policies");

/** What stands beside the rules in place of what stands there in this project, as text. */
export interface StandingFiles {
    readonly "stages.yaml"?: string;
    readonly "exemptions.yaml"?: string;
}

export interface Outcome {
    readonly code: number;
    readonly text: string;
}

/** A Pulumi project of one stack that the real engine previews with the policy pack, by a provider that makes nothing. */
export class Project {
    private constructor(
        private readonly folder: string,
        private readonly stack: string,
        private readonly pack: string,
        private readonly provider: ChildProcess,
        private readonly environment: NodeJS.ProcessEnv,
    ) {}

    /** @param program the folder beside this file that has the project */
    static async open(program: string, stack: string, standing?: StandingFiles): Promise<Project> {
        // A copy, because the engine writes the stack's settings beside the program; inside the checkout, so that it
        // finds node_modules.
        mkdirSync(join(root, ".drivetrain"), { recursive: true });
        const folder = mkdtempSync(join(root, ".drivetrain", "policies-"));
        mkdirSync(join(folder, "state"));
        cpSync(join(__dirname, program), folder, { recursive: true });
        const pack = standing === undefined ? policies : packIn(folder, standing);
        const provider = spawn(process.execPath, ["-r", "./tools/typescript.js", join(__dirname, "provider.ts")], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert.ok(provider.stdout);
        const [port] = (await once(provider.stdout, "data")) as [Buffer];
        const project = new Project(folder, stack, pack, provider, {
            ...process.env,
            ...engineEnvironment({ local: true }),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_DEBUG_PROVIDERS: `aws:${port.toString().trim()}`,
            // With --json: each event, those of policies among them, on a line of its own.
            PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        });
        await project.pulumi("stack", "init", stack);
        return project;
    }

    preview(...args: readonly string[]): Promise<Outcome> {
        return this.pulumi("preview", "-s", this.stack, "--policy-pack", this.pack, ...args);
    }

    async close(): Promise<void> {
        const closed = once(this.provider, "close");
        this.provider.kill();
        await closed;
        rmSync(this.folder, { recursive: true });
    }

    private pulumi(...args: readonly string[]): Promise<Outcome> {
        const options = { cwd: this.folder, env: this.environment };
        return new Promise((resolve) => {
            execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) =>
                resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
            );
        });
    }
}

/** A pack of all rules with files of its own beside it. @returns its folder */
function packIn(folder: string, standing: StandingFiles): string {
    const pack = join(folder, "pack");
    cpSync(join(__dirname, "pack"), pack, { recursive: true });
    for (const file of ["stages.yaml", "exemptions.yaml"] as const) {
        writeFileSync(join(pack, file), standing[file] ?? readFileSync(join(policies, file)));
    }
    return pack;
}

/** The lines that follow a policy's name in the engine's report, up to the next policy. */
export function reported(text: string, level: string, policy: string): string {
    const report = new RegExp(`\\[${level}\\].*${policy} .*\\n([^]*?)(?=\\n\\s*- \\[|\\n\\n)`).exec(text);
    assert.ok(report, `no ${level} report of ${policy} in:\n${text}`);
    return String(report[1]);
}
