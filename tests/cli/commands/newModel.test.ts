import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { newModel, type NewModelOptions } from "../../../cli/commands/newModel/action";
import { settingsFor } from "../../../cli/stacks/stackFile";
import { Desk, refused } from "../draft/drafts";

describe("cli: new-model", () => {
    const desk = new Desk();
    beforeEach(() => {
        mkdirSync(join(desk.folder, "infra", "models"), { recursive: true });
        for (const file of readdirSync(".").filter((name) => /^Pulumi\..+\.yaml$/.test(name))) {
            cpSync(file, join(desk.folder, file));
        }
    });

    /** Runs the command and gives what it printed. */
    async function run(name: string, options: NewModelOptions): Promise<string> {
        const write = process.stdout.write.bind(process.stdout);
        let printed = "";
        process.stdout.write = (text: string | Uint8Array) => (printed += String(text)) !== "";
        try {
            assert.equal(await newModel(name, options, desk.folder), 0);
        } finally {
            process.stdout.write = write;
        }
        return printed;
    }

    const csv = () => desk.table("id,kind,size,price", (i) => `${i},${"ab"[i % 2]},${i % 9},${i}`, 150);

    it("trains the draft and shows it beside plain models, with a picture", async () => {
        const path = desk.table(
            "id,kind,size,price",
            (i) => `${i},${"ab"[i % 2]},${i % 29},${(i % 29) ** 2 + 100 * (i % 2)}`,
            400,
        );
        const printed = await run("flats-tried", { from: path, train: true, json: true });
        const { ok, trial } = JSON.parse(printed) as {
            ok: boolean;
            trial: { picture: string; combined: { rmse: number }; compared: { kind: string; rmse: number }[] };
        };
        assert.equal(ok, true);
        assert.deepEqual(
            trial.compared.map(({ kind }) => kind),
            ["served", "algorithm", "algorithm", "baseline", "baseline", "baseline"],
        );
        const [served, ...others] = trial.compared.map(({ rmse }) => rmse);
        assert.equal(served, trial.combined.rmse);
        // The best one serves, and its answers stay within what the target can be.
        assert.ok(served <= Math.min(...others.slice(0, 2)), printed);
        assert.ok(served < others[2]! / 10, printed);
        assert.equal(trial.picture, join(".drivetrain", "new-model", "flats-tried.svg"));
        assert.match(readFileSync(trial.picture, "utf8"), /^<svg [^]*flats-tried: price[^]*<circle [^]*<\/svg>\n$/);
        rmSync(trial.picture);
    }).timeout(60_000);

    it("refuses a stack to train in that the model will not have, before anything is written", async () => {
        const path = csv();
        await refused(
            newModel("flats", { from: path, train: true, stack: "local-homes" }, desk.folder),
            /^--stack: the model will have no stack "local-homes", but local-flats, dev-flats and prod-flats\.$/,
        );
        await refused(newModel("flats", { from: path, stack: "local-flats" }, desk.folder), /give both\.$/);
        assert.ok(!existsSync(join(desk.folder, "infra/models/flats.ts")));
    });

    it("writes the model and its stacks, tells what it decided and what to do next", async () => {
        const path = csv();
        const printed = await run("flats", { from: path });
        assert.match(
            readFileSync(join(desk.folder, "infra/models/flats.ts"), "utf8"),
            /export const flatsModel: ModelDefinition/,
        );
        for (const stage of ["local", "dev", "prod"]) {
            const own = parse(readFileSync(join(desk.folder, `Pulumi.${stage}-flats.yaml`), "utf8")) as {
                config: object;
            };
            const first = parse(readFileSync(`Pulumi.${stage}.yaml`, "utf8")) as { config: Record<string, unknown> };
            const { "drivetrain:algorithms": _, ...settings } = first.config;
            const tags = {
                tags: {
                    "drivetrain:stage": stage,
                    "drivetrain:model": "flats",
                    "drivetrain:owner": "ml-platform",
                    "drivetrain:cost-centre": "machine-learning",
                },
            };
            const expected = stage === "local" ? settings : { ...settings, "aws:defaultTags": tags };
            assert.deepEqual(own, { ...first, config: expected });
        }
        assert.match(printed, /│ kind +│ feature +│ string +│ a, b +│ no +│/);
        assert.match(printed, /Predicts price, by its name; another column: --target COLUMN\./);
        assert.match(printed, /at most 43\.3, the error of always answering the mean of the 150 rows of data\.csv\./);
        assert.match(printed, /Written: infra\/models\/flats\.ts, .*Pulumi\.local-flats\.yaml\./);
        assert.ok(
            printed.includes(`  npx drivetrain up -s local-flats\n  npx drivetrain train ${path} -s local-flats\n`),
        );
        assert.ok(printed.includes(`head -n 6 ${path} | npx drivetrain predict - --type csv -s local-flats\n`));
    });

    it("prints one object under --json", async () => {
        const { ok, model, files, next } = JSON.parse(await run("flats", { from: csv(), json: true })) as Printed;
        assert.deepEqual([ok, model.name, files[0]], [true, "flats", "infra/models/flats.ts"]);
        assert.equal(next.length, 3);
    });

    it("overwrites nothing", async () => {
        writeFileSync(join(desk.folder, "Pulumi.dev-flats.yaml"), "mine");
        await refused(
            newModel("flats", { from: csv() }, desk.folder),
            /the stack dev-flats would become one of its own|exists/,
        );
        writeFileSync(join(desk.folder, "infra/models/boats.ts"), "mine");
        await refused(newModel("boats", { from: csv() }, desk.folder), /^infra\/models\/boats\.ts exists already/);
        assert.equal(readFileSync(join(desk.folder, "infra/models/boats.ts"), "utf8"), "mine");
        assert.ok(!existsSync(join(desk.folder, "Pulumi.local-boats.yaml")));
    });

    const names: [string, RegExp][] = [
        ["Flats", /use lower case letters, digits and single hyphens, a letter first\.$/],
        ["my_flats", /use lower case letters/],
        ["flats-", /use lower case letters/],
        ["../flats", /use lower case letters/],
        ["index", /^"index" is the file that finds the models/],
        [
            "flats-of-the-whole-wide-world",
            / is too long for what AWS lets names be, stage and algorithm included: take 14 characters at most\.$/,
        ],
        [
            "local",
            /^"local" cannot be a model's name, as it is a stage's: another stage that ends in it, such as eu-local, /,
        ],
        ["dev", /the stack local-dev would become one of its own\.$/],
        ["platform", /its stack local-platform would be mistaken for platform-local, the platform's\.$/],
        ["homes-xgboost", /would both make names that begin with "homes-xgboost"/],
    ];
    for (const [name, sentence] of names) {
        it(`refuses the name ${name}, and writes nothing`, async () => {
            await refused(newModel(name, { from: csv() }, desk.folder), sentence);
            assert.deepEqual(readdirSync(join(desk.folder, "infra/models")), []);
        });
    }

    it("refuses a stage's name, wherever the stage is", async () => {
        cpSync(join(desk.folder, "Pulumi.dev.yaml"), join(desk.folder, "Pulumi.staging.yaml"));
        await refused(newModel("staging", { from: csv() }, desk.folder), /as it is a stage's/);
    });

    it("refuses a name that would take another stack's away", async () => {
        cpSync(join(desk.folder, "Pulumi.local.yaml"), join(desk.folder, "Pulumi.local-prod.yaml"));
        await refused(
            newModel("prod", { from: csv() }, desk.folder),
            /the stack local-prod would become one of its own\.$/,
        );
    });

    it("copies a stack's settings without what is of the model, comments and keys included", () => {
        const content = [
            "secretsprovider: awskms://alias/key",
            "encryptedkey: abc=",
            "config:",
            "  # who pays",
            "  aws:defaultTags:",
            "    tags:",
            "      drivetrain:model: used-cars",
            '  "drivetrain:algorithms":',
            "    xgboost:",
            "",
            "      gate: { threshold: 1 }",
            "  drivetrain:locations: { landing: in/ }",
            "  drivetrain:network: false",
            "",
        ];
        assert.deepEqual(settingsFor(content.join("\n"), "homes", "used-cars").split("\n"), [
            ...content.slice(0, 6),
            "      drivetrain:model: homes",
            "  drivetrain:network: false",
            "",
        ]);
    });
});

interface Printed {
    readonly ok: boolean;
    readonly model: { readonly name: string };
    readonly files: readonly string[];
    readonly next: readonly string[];
}
