import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { root } from "../../../cli/checkout";
import { changedSince } from "../../../cli/delivery/changes";
import { requireNumbers, sampleOf } from "../../../cli/delivery/smoke";
import { type Targets, targetsOf } from "../../../cli/delivery/targets";
import { stacksIn } from "../../../cli/stacks/stackFile";
import { models } from "../../../infra/models";

const boundary = "arn:aws:iam::333333333333:policy/boundary";
const repository = "anvil/cars";

describe("cli: targets of workflows", () => {
    let folder: string;

    /** A checkout's files of stacks, with what some platforms say of deliveries. */
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-targets-"));
        for (const file of ["Pulumi.yaml", ...stacksIn(root).map((stack) => `Pulumi.${stack}.yaml`)]) {
            cpSync(join(root, file), join(folder, file));
        }
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function configure(stack: string, config: object, from = stack): void {
        const file = parse(readFileSync(join(folder, `Pulumi.${from}.yaml`), "utf8")) as { config: object };
        writeFileSync(
            join(folder, `Pulumi.${stack}.yaml`),
            stringify({ ...file, config: { ...file.config, ...config } }),
        );
    }

    const deliver = (stage: string, rest: object = {}) =>
        configure(`platform-${stage}`, { "drivetrain:delivery": { repository, boundary, ...rest } });

    const read = (changed?: readonly string[], from = repository) =>
        targetsOf({ folder, models, repository: from }, changed);

    const stacks = (targets: Targets) =>
        Object.fromEntries(
            Object.entries(targets).map(([what, list]) => [
                what,
                (list as Targets["deploy"]).map(({ stack }) => stack),
            ]),
        );

    it("are none where no platform lets workflows in, or those of another repository", () => {
        const none = { preview: [], deploy: [], release: [], inspect: [] };
        assert.deepEqual(read(), none);
        deliver("dev");
        assert.deepEqual(read(undefined, "fork/cars"), none);
    });

    it("are every model's stacks and the platforms, with all that a workflow needs before it asks AWS", () => {
        deliver("dev", { stateBucket: "anvil-state" });
        deliver("prod", { environment: "production" });
        const found = read();
        assert.deepEqual(stacks(found), {
            preview: ["dev", "dev-homes", "prod", "prod-homes"],
            deploy: ["dev", "dev-homes"],
            release: ["prod", "prod-homes"],
            inspect: ["dev", "dev-homes", "platform-dev", "platform-prod", "prod", "prod-homes"],
        });
        assert.deepEqual(found.deploy[0], {
            ...{ stack: "dev", stage: "dev", region: "us-east-1", environment: "", backend: "s3://anvil-state" },
            role: "arn:aws:iam::333333333333:role/drivetrain-platform-dev-deployer",
        });
        assert.deepEqual(found.release[1], {
            ...{ stack: "prod-homes", stage: "prod", region: "us-east-1", environment: "production", backend: "" },
            role: "arn:aws:iam::444444444444:role/drivetrain-platform-prod-deployer",
        });
        // A preview or an inspection is nothing to approve.
        assert.ok([...found.preview, ...found.inspect].every(({ environment }) => environment === ""));
        assert.match(found.preview[2]!.role, /444444444444:role\/drivetrain-platform-prod-previewer$/);
        assert.match(found.inspect[2]!.role, /333333333333:role\/drivetrain-platform-dev-inspector$/);
    });

    it("are those that a change concerns", () => {
        deliver("dev");
        const deployed = (...changed: string[]) => read(changed).deploy.map(({ stack }) => stack);
        assert.deepEqual(deployed("README.md", "docs/delivery.md", "tests/cli/x.test.ts", "cli/main.ts"), []);
        assert.deepEqual(deployed("infra/models/homes.ts"), ["dev-homes"]);
        assert.deepEqual(deployed("Pulumi.dev.yaml"), ["dev"]);
        assert.deepEqual(deployed("Pulumi.prod.yaml", "Pulumi.platform-dev.yaml"), []);
        assert.deepEqual(deployed("components/training/README.md"), []);
        for (const path of ["components/training/names.ts", "functions/shared/csv.ts", "jobs/data/cells.py"]) {
            assert.deepEqual(deployed(path), ["dev", "dev-homes"], path);
        }
        for (const path of ["contracts/names.ts", "infra/models/index.ts", "package-lock.json", "Pulumi.yaml"]) {
            assert.deepEqual(deployed(path), ["dev", "dev-homes"], path);
        }
        assert.deepEqual(read(["infra/models/homes.ts"]).inspect.length, 3);
    });

    it("take in a stage that came by files alone, and an image's folder", () => {
        configure("platform-staging", { "drivetrain:delivery": { repository, boundary } }, "platform-dev");
        const image = { build: "images/forest" };
        configure("staging", { "drivetrain:algorithms": { xgboost: { image } } }, "dev");
        assert.deepEqual(
            read(["images/forest/Dockerfile"]).deploy.map(({ stack }) => stack),
            ["staging"],
        );
        assert.match(read().deploy[0]!.role, /drivetrain-platform-staging-deployer$/);
    });

    it("are all where nobody can tell what has changed", () => {
        for (const commit of ["", "0000000000000000000000000000000000000000", "no-such-branch"]) {
            assert.equal(changedSince(commit), undefined, commit);
        }
        assert.deepEqual(changedSince("HEAD"), []);
    });
});

describe("cli: smoke", () => {
    it("finds a file with the model's columns, whatever it is called", async () => {
        const data = join(root, "data");
        const [cars, homes] = models;
        assert.equal(await sampleOf(cars), join(data, "used-cars.csv"));
        assert.equal(await sampleOf(homes!), join(data, "sacramento-homes.csv"));
        const columns = cars.columns.map((column) => ({ ...column, name: `${column.name}-2` }));
        const stranger = {
            ...cars,
            name: "boats",
            columns,
            identifier: `${cars.identifier}-2`,
            target: `${cars.target}-2`,
        };
        await assert.rejects(sampleOf(stranger), /No file in .* has the columns of boats: put one there as boats\.csv/);
    });

    it("wants a number of each algorithm for each row", () => {
        requireNumbers([{ xgboost: 1, result: 1 }], 1);
        assert.throws(() => requireNumbers([], 2), { message: "The API answered 0 of 2 rows." });
        const degraded = [
            { xgboost: 1, result: 1 },
            { xgboost: undefined as never, result: 1 },
        ];
        assert.throws(() => requireNumbers(degraded, 2), {
            message: "The API answered, but row 2 has no score of xgboost.",
        });
    });
});
