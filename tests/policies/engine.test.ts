import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { engineEnvironment } from "../../tools/engine";

const root = join(__dirname, "../..");
const pack = join(root, "policies");

interface Outcome {
    readonly code: number;
    readonly text: string;
}

describe("policies in the real engine", () => {
    let scratch: string;
    let provider: ChildProcess;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        // A copy, because the engine writes the stack's settings beside the program; inside the checkout, so that it
        // finds node_modules.
        mkdirSync(join(root, ".drivetrain"), { recursive: true });
        scratch = mkdtempSync(join(root, ".drivetrain", "policies-"));
        mkdirSync(join(scratch, "state"));
        cpSync(join(__dirname, "stack"), scratch, { recursive: true });
        provider = spawn(process.execPath, ["-r", "./tools/typescript.js", join(scratch, "provider.ts")], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert.ok(provider.stdout);
        const [port] = (await once(provider.stdout, "data")) as [Buffer];
        environment = {
            ...process.env,
            ...engineEnvironment({ local: true }),
            PULUMI_BACKEND_URL: `file://${join(scratch, "state")}`,
            PULUMI_DEBUG_PROVIDERS: `aws:${port.toString().trim()}`,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        };
        await pulumi("stack", "init", "local");
    });

    after(async () => {
        const closed = once(provider, "close");
        provider.kill();
        await closed;
        rmSync(scratch, { recursive: true });
    });

    function pulumi(...args: readonly string[]): Promise<Outcome> {
        const options = { cwd: scratch, env: environment };
        return new Promise((resolve) => {
            execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) =>
                resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
            );
        });
    }

    const preview = (violating: boolean) =>
        pulumi("preview", "-s", "local", "--policy-pack", pack, "--config", `violating=${violating}`);

    /** The lines that follow a policy's name in the engine's report, up to the next policy. */
    function reported(text: string, level: string, policy: string): string {
        const report = new RegExp(`\\[${level}\\].*${policy} .*\\n([^]*?)(?=\\n\\s*- \\[|\\n\\n)`).exec(text);
        assert.ok(report, `no ${level} report of ${policy} in:\n${text}`);
        return String(report[1]);
    }

    it("refuses a stack that violates them, each in the rule's own sentence", async () => {
        const { code, text } = await preview(true);
        assert.notEqual(code, 0, text);
        assert.match(
            reported(text, "mandatory", "s3-encrypt-buckets"),
            /Every bucket encrypts .*\n.*bucket: no BucketServerSideEncryptionConfiguration names this bucket/,
        );
        assert.match(
            reported(text, "mandatory", "iam-forbid-wildcard-actions"),
            /Statement\[0\]\.Action: s3:\* is a wildcard/,
        );
        assert.match(
            reported(text, "mandatory", "sagemaker-enable-data-capture"),
            /dataCaptureConfig\.enableCapture: it is not true/,
        );
    });

    it("passes a stack that keeps them, and shows what it cannot know as an advisory", async () => {
        const { code, text } = await preview(false);
        assert.equal(code, 0, text);
        assert.doesNotMatch(text, /\[mandatory\]/);
        assert.match(
            reported(text, "advisory", "iam-forbid-wildcard-actions"),
            /IAM documents name every action .*\n.*policy: undetermined/,
        );
        // The key is not known yet, but it is one of the stack's own, as the engine tells.
        assert.doesNotMatch(text, /sagemaker-enable-data-capture/);
    });
});
