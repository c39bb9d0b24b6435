import assert from "node:assert/strict";
import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { identityOf } from "../../../../local/processes";
import { Container, toPrivatePath } from "../../../../local/sagemaker/containers/container";
import { python, until } from "../support";

describe("container process", () => {
    let root: string;

    beforeEach(() => {
        root = fs.mkdtempSync(path.join(os.tmpdir(), "container-"));
    });

    afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

    async function run(script: string, environment: Record<string, string> = {}, ...args: string[]) {
        const lines: string[] = [];
        const command = ["python3", "-c", script, ...args];
        const container = new Container({ python, root, command, environment, onLine: (line) => lines.push(line) });
        return { container, lines, code: await container.exited };
    }

    it("maps paths under /opt/ml, and nothing else, to the private root", () => {
        assert.equal(toPrivatePath("/opt/ml/model", "/r"), "/r/opt/ml/model");
        assert.equal(toPrivatePath("/opt/ml", "/r"), "/r/opt/ml");
        assert.equal(toPrivatePath("--data=/opt/ml/processing/input", "/r"), "--data=/r/opt/ml/processing/input");
        for (const untouched of ["/opt/mlflow", "s3://b/opt/ml/x", "opt/ml", "see /opt/ml"]) {
            assert.equal(toPrivatePath(untouched, "/r"), untouched);
        }
    });

    it("passes arguments, environment and output, and nothing of the server's own environment", async () => {
        process.env.SECRET_OF_THE_SERVER = "x";
        const script =
            "import os,sys; print(sys.argv[1]); print(os.environ['OUT']); print(os.environ.get('SECRET_OF_THE_SERVER'))";
        const { lines, code } = await run(script, { OUT: "/opt/ml/output" }, "/opt/ml/input");
        delete process.env.SECRET_OF_THE_SERVER;
        assert.deepEqual(lines, [`${root}/opt/ml/input`, `${root}/opt/ml/output`, "None"]);
        assert.equal(code, 0);
    });

    it("tells exit codes and signals", async () => {
        assert.equal((await run("raise SystemExit(3)")).code, 3);
        assert.equal((await run("import os; os.kill(os.getpid(), 9)")).code, 137);
    });

    it("tells a program that cannot be started", async () => {
        const lines: string[] = [];
        const command = ["no-such-program"];
        const container = new Container({ python, root, command, onLine: (line) => lines.push(line) });
        assert.equal(await container.exited, 127);
        assert.match(lines.join("\n"), /Could not start no-such-program: No such file or directory/);
    });

    it("ends a process that takes no notice of SIGTERM", async () => {
        const lines: string[] = [];
        const script = "import signal,time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)";
        const command = ["python3", "-c", script];
        const container = new Container({ python, root, command, onLine: (line) => lines.push(line) });
        await until(
            () => lines,
            (seen) => seen.includes("up"),
        );
        await container.stop(100);
        assert.equal(container.running, false);
        assert.equal(await container.exited, 137);
    });

    it("ends with its parent, however that ends, and takes its own children with it", async () => {
        const script =
            "import subprocess,sys,os,time; c=subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']);" +
            "print(os.getpid(), c.pid, flush=True); time.sleep(60)";
        const supervisor = path.resolve("local/sagemaker/containers/programs/supervise.py");
        const parent = childProcess.spawn(
            process.execPath,
            [
                "-e",
                `const c = require("child_process").spawn(${JSON.stringify(python)},
                    ["-S", "-E", ${JSON.stringify(supervisor)}, ${JSON.stringify(python)}, "-c", ${JSON.stringify(script)}],
                    { stdio: ["pipe", "inherit", "inherit"] }); setInterval(() => {}, 1000);`,
            ],
            { stdio: ["ignore", "pipe", "inherit"] },
        );
        let output = "";
        parent.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        await until(
            () => output,
            (text) => text.includes("\n"),
        );
        const pids = output.trim().split(" ").map(Number);
        parent.kill("SIGKILL");
        await until(
            () => pids.filter((pid) => identityOf(pid) !== undefined),
            (alive) => alive.length === 0,
        );
    });
});
