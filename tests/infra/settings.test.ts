import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { configError, parseSettings } from "../../infra/settings";

// The parser that Pulumi itself brings.
const { load } = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load: (text: string) => unknown };

const whole = {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": '["111111111111"]',
    "drivetrain:accountId": "111111111111",
};

function settingsOf(config: Record<string, string>) {
    const parsed = parseSettings("dev", { ...whole, ...config });
    assert.ok("settings" in parsed, "problems" in parsed ? parsed.problems.join("\n") : "");
    return parsed.settings;
}

function problemsOf(config: Record<string, string>, base: Record<string, string> = whole): readonly string[] {
    const parsed = parseSettings("dev", { ...base, ...config });
    return "problems" in parsed ? parsed.problems : [];
}

describe("settings", () => {
    it("have a default for everything but account and region", () => {
        assert.deepEqual(settingsOf({}), {
            stack: "dev",
            region: "us-east-1",
            accountId: "111111111111",
            alertEmails: [],
            network: true,
            networkCidr: "10.42.0.0/16",
            availabilityZones: 2,
            permissionsBoundary: "",
            forceDestroy: false,
            keyDeletionDays: 30,
            logRetentionDays: 30,
            noncurrentVersionDays: 30,
            captureRetentionDays: 90,
            capturePercentage: 100,
            endpointPollSeconds: 15,
            endpointTimeoutSeconds: 3600,
            runTimeoutSeconds: 86_400,
            overrides: { algorithms: {}, realtime: {} },
        });
    });

    it("take what a stack says", () => {
        const settings = settingsOf({
            "drivetrain:network": "false",
            "drivetrain:alertEmails": '["a@example.org"]',
            "drivetrain:algorithms": '{"xgboost":{"gate":{"threshold":2500},"hyperparameters":{"eta":0.05}}}',
            "drivetrain:realtime": '{"requestsPerSecond":5}',
        });
        assert.equal(settings.network, false);
        assert.deepEqual(settings.alertEmails, ["a@example.org"]);
        assert.deepEqual(settings.overrides, {
            algorithms: { xgboost: { gate: { threshold: 2500 }, hyperparameters: { eta: 0.05 } } },
            realtime: { requestsPerSecond: 5 },
        });
    });

    it("tell every problem at once, each with its path", () => {
        const problems = problemsOf(
            {
                "aws:region": "Ireland",
                "drivetrain:accountId": "12345",
                "drivetrain:alertEmails": '["a@example.org","nobody"]',
                "drivetrain:network": "perhaps",
                "drivetrain:keyDeletionDays": "3",
                "drivetrain:logRetentionDays": "31",
                "drivetrain:networkCidr": "10.0.0.0/8",
                "drivetrain:permissionsBoundary": "boundary",
                "drivetrain:capturePercent": "50",
                "drivetrain:algorithms":
                    '{"xgboost":{"training":{"instanceCount":"two","cpus":8},"hyperparameters":{"eta":[1]}}}',
                "drivetrain:realtime": '{"burst":1.5}',
                "aws:allowedAccountIds": '["111111111111"]',
            },
            {},
        );
        assert.deepEqual(
            problems.map((problem) => problem.split(": ")[0]),
            [
                "drivetrain:accountId",
                "drivetrain:alertEmails[1]",
                "drivetrain:network",
                "drivetrain:networkCidr",
                "drivetrain:permissionsBoundary",
                "drivetrain:keyDeletionDays",
                "drivetrain:logRetentionDays",
                "drivetrain:algorithms.xgboost.hyperparameters.eta",
                "drivetrain:algorithms.xgboost.training.instanceCount",
                "drivetrain:algorithms.xgboost.training.cpus",
                "drivetrain:realtime.burst",
                "drivetrain:capturePercent",
                "aws:region",
                "aws:allowedAccountIds[0]",
            ],
        );
        for (const problem of problems) assert.match(problem, /^[a-z]+:\S+: .+\.$/);
    });

    it("refuse an account that the provider would not refuse itself", () => {
        assert.match(
            problemsOf({ "aws:allowedAccountIds": '["222222222222"]' })[0] ?? "",
            /^aws:allowedAccountIds\[0\]: must be 111111111111, as drivetrain:accountId says/,
        );
        assert.match(
            problemsOf({ "aws:allowedAccountIds": '["111111111111","222222222222"]' })[0] ?? "",
            /^aws:allowedAccountIds: must name one account/,
        );
    });

    it("become one error without a stack trace", () => {
        const error = configError("dev", ["drivetrain:a: is wrong.", "drivetrain:b: is wrong."]);
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
            error.message,
            [
                "The configuration of the stack dev has 2 problems:",
                "  drivetrain:a: is wrong.",
                "  drivetrain:b: is wrong.",
                "Set a key with `pulumi config set --stack dev KEY VALUE`, or in Pulumi.dev.yaml.",
            ].join("\n"),
        );
    });
});

interface Declaration {
    readonly type: string;
    readonly description?: string;
    readonly default?: unknown;
}

describe("Pulumi.yaml", () => {
    const project = load(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, Declaration> };

    it("describes every setting, and no other", () => {
        const { overrides, stack, region, ...own } = settingsOf({});
        assert.ok(stack && region);
        assert.deepEqual(Object.keys(project.config).sort(), [...Object.keys(own), ...Object.keys(overrides)].sort());
        for (const [key, declaration] of Object.entries(project.config)) {
            assert.match(declaration.description ?? "", /\S.*\.$/, key);
        }
    });

    it("has the same types and defaults", () => {
        const { overrides, ...own } = settingsOf({});
        const defaults: Record<string, unknown> = { ...own, ...overrides, accountId: undefined };
        for (const [key, declaration] of Object.entries(project.config)) {
            const value = defaults[key];
            assert.deepEqual(declaration.default, value, key);
            if (value === undefined) continue;
            const type = Array.isArray(value) ? "array" : typeof value === "number" ? "integer" : typeof value;
            assert.equal(declaration.type, type, key);
        }
    });
});

describe("the configuration of every stack", () => {
    const files = readdirSync(".").filter((file) => /^Pulumi\..+\.yaml$/.test(file));

    it("is there for each stage and its platform", () => {
        for (const stage of ["local", "dev", "prod"]) {
            assert.ok(files.includes(`Pulumi.${stage}.yaml`), stage);
            assert.ok(files.includes(`Pulumi.platform-${stage}.yaml`), stage);
        }
    });

    for (const file of files) {
        it(`is sound in ${file}, and says the same account as its platform`, () => {
            const stack = file.slice("Pulumi.".length, -".yaml".length);
            const parsed = parseSettings(stack, rawConfig(file));
            assert.ok("settings" in parsed, "problems" in parsed ? parsed.problems.join("\n") : "");
            const platform = parseSettings(
                "platform",
                rawConfig(`Pulumi.platform-${stack.replace("platform-", "")}.yaml`),
            );
            assert.ok("settings" in platform);
            assert.equal(parsed.settings.accountId, platform.settings.accountId);
            assert.equal(parsed.settings.network, platform.settings.network);
        });
    }
});

/** A stack's config as Pulumi hands it to the program: texts, JSON where a value has a structure. */
function rawConfig(file: string): Record<string, string> {
    const { config } = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
}
