import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./load";

/** For each rule, imports that it refuses: who imports whom. */
const refused: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
    "no-circle": [
        ["components/training/names.ts", "components/training/verdict.ts"],
        ["components/training/verdict.ts", "components/training/names.ts"],
    ],
    "no-import-upward-from-contracts": [["contracts/verdict.ts", "components/model/model.ts"]],
    "no-import-upward-from-validation": [["components/validation/numbers.ts", "components/model/model.ts"]],
    "no-import-upward-from-access": [["components/access/statements.ts", "components/blocks/ServiceRole.ts"]],
    "no-import-upward-from-model": [["components/model/limits.ts", "components/realtime/limits.ts"]],
    "no-import-upward-from-asl": [["components/asl/states.ts", "components/blocks/ServiceRole.ts"]],
    "no-import-upward-from-package": [["components/package/packages.ts", "components/blocks/NodeFunction.ts"]],
    "no-import-upward-from-blocks": [["components/blocks/NodeFunction.ts", "components/scoring/Scoring.ts"]],
    "no-import-upward-from-foundation": [["components/foundation/Foundation.ts", "components/training/arns.ts"]],
    "no-import-upward-from-pipelines": [["components/training/Training.ts", "components/Model.ts"]],
    "no-import-upward-from-Model": [["components/validateModel.ts", "infra/config/settings.ts"]],
    "no-import-upward-from-infra": [["infra/platform.ts", "cli/stacks/outputs.ts"]],
    "contracts-import-nothing": [["contracts/places.ts", "functions/shared/keys.ts"]],
    "functions-know-contracts-alone": [["functions/training/notifyRun.ts", "components/scoring/names.ts"]],
    "functions-known-by-their-pipeline": [["components/model/combine.ts", "functions/realtime/answer.ts"]],
    "pipelines-apart": [["components/scoring/definition.ts", "components/training/machine/states/lease.ts"]],
    "policies-judge-from-outside": [["policies/iam/forbidWildcards.ts", "components/access/arns.ts"]],
    "local-by-its-door": [["cli/commands/env.ts", "local/stage.ts"]],
    "local-known-by-the-command-alone": [["infra/stacks.ts", "local/index.ts"]],
    "local-stands-for-aws": [["local/mailbox.ts", "components/scoring/topics.ts"]],
    "local-sagemaker-floors": [["local/sagemaker/containers/images.ts", "local/sagemaker/jobs/training.ts"]],
    "local-sagemaker-core": [["local/sagemaker/core/aws.ts", "local/sagemaker/containers/pull.ts"]],
    "local-provider-engine": [["local/provider/engine/protocol.ts", "local/provider/provider.ts"]],
    "jobs-stand-apart": [["components/training/code.ts", "jobs/settings.ts"]],
    "product-without-its-tests": [["infra/issues.ts", "tests/support/cars.ts"]],
};

const allowed: readonly (readonly [from: string, to: string])[] = [
    ["components/training/TrainingPipeline.ts", "components/foundation/Bucket.ts"],
    ["components/training/TrainingPipeline.ts", "functions/training/claimRun.ts"],
    ["functions/training/claimRun.ts", "contracts/ledger.ts"],
    ["cli/commands/start.ts", "local/index.ts"],
    ["tests/local/lock.test.ts", "local/lock.ts"],
    ["local/index.ts", "local/lock.ts"],
    ["tests/components/scoring.test.ts", "components/scoring/machine/states/transform.ts"],
];

interface Violation {
    readonly from: string;
    readonly to: string;
    readonly rule: { readonly name: string };
}

interface Rule {
    readonly name: string;
    readonly comment: string;
    readonly severity: string;
}

/** The rules of `.dependency-cruiser.mjs`, which are a check of `npm run lint`. */
describe("rules of imports", () => {
    const config = join(root, ".dependency-cruiser.mjs");
    let folder: string;
    let found: readonly Violation[];

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-imports-"));
        copyFileSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
        const pairs = [...Object.values(refused).flat(), ...allowed];
        for (const file of new Set(pairs.flat())) {
            write(
                file,
                pairs.filter(([from]) => from === file).map(([, to]) => to),
            );
        }
        const cruiser = join(root, "node_modules", ".bin", "depcruise");
        const { stdout, stderr } = spawnSync(cruiser, ["--config", config, "--output-type", "json", "."], {
            cwd: folder,
            encoding: "utf8",
        });
        assert.equal(stderr, "");
        found = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
    });

    after(() => rmSync(folder, { recursive: true }));

    /** Writes a file that imports types alone, which leave nothing behind in JavaScript. */
    function write(file: string, imported: readonly string[]): void {
        const lines = imported.map((to, index) => {
            const path = relative(dirname(file), to).replace(/\.ts$/, "");
            return `import type { Fact as Fact${index} } from "${path.startsWith(".") ? path : `./${path}`}";`;
        });
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), [...lines, "export type Fact = string;", ""].join("\n"));
    }

    for (const [rule, pairs] of Object.entries(refused)) {
        it(`holds ${rule}`, () => {
            const told = found.filter(({ rule: { name } }) => name === rule).map(({ from, to }) => String([from, to]));
            // A circle is told once, whichever of its imports comes first.
            assert.ok(
                pairs.some((pair) => told.includes(String(pair))),
                String(pairs),
            );
        });
    }

    it("refuses nothing else", () => {
        const planted = new Set(Object.values(refused).flatMap((pairs) => pairs.map(String)));
        const others = found.filter(({ from, to }) => !planted.has(String([from, to])));
        assert.deepEqual(others, []);
    });

    it("is tested rule by rule, and each rule says why it is there", async () => {
        const { default: rules } = (await import(pathToFileURL(config).href)) as { default: { forbidden: Rule[] } };
        assert.deepEqual(
            rules.forbidden.map(({ name }) => name),
            Object.keys(refused),
        );
        for (const { name, comment, severity } of rules.forbidden) {
            assert.equal(severity, "error", name);
            assert.ok(comment.length > 80, name);
        }
    });
});
