import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import { renderProblem } from "../../../components/validation/problem";
import { planStack } from "../../../infra/config/plan";
import { parseSettings } from "../../../infra/config/settings";
import { models } from "../../../infra/models";

// The parser that Pulumi itself brings.
const whole = {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": '["111111111111"]',
    "drivetrain:accountId": "111111111111",
};

function settingsOf(config: Record<string, string>) {
    const { settings, problems } = parseSettings("dev", { ...whole, ...config });
    assert.deepEqual(problems, []);
    return settings;
}

function problemsOf(config: Record<string, string>, base: Record<string, string> = whole): readonly string[] {
    return parseSettings("dev", { ...base, ...config }).problems.map(renderProblem);
}

describe("settings", () => {
    it("have a default for everything but account and region", () => {
        assert.deepEqual(settingsOf({}), {
            stack: "dev",
            region: "us-east-1",
            accountId: "111111111111",
            alertEmails: [],
            dataDriftEmails: [],
            modelDriftEmails: [],
            monitorSchedule: "",
            insights: true,
            retrain: {},
            promotion: {},
            network: true,
            networkCidr: "10.42.0.0/16",
            availabilityZones: 2,
            availabilityZoneNames: [],
            interfaceEndpoints: [],
            quicksight: "off",
            quicksightAuthors: "",
            quicksightReaders: "",
            quicksightNamespace: "default",
            quicksightIdentityRegion: "",
            delivery: {},
            permissionsBoundary: "",
            forceDestroy: false,
            keyDeletionDays: 30,
            logRetentionDays: 30,
            noncurrentVersionDays: 30,
            captureRetentionDays: 90,
            capturePercentage: 100,
            endpointPollSeconds: 15,
            endpointTimeoutSeconds: 3600,
            bakeSeconds: 300,
            capacityRetrySeconds: 900,
            runTimeoutSeconds: 86_400,
            overrides: { algorithms: {}, realtime: {}, locations: {}, monitoring: {} },
        });
    });

    it("take what a stack says", () => {
        const settings = settingsOf({
            "drivetrain:network": "false",
            "drivetrain:insights": "false",
            "drivetrain:alertEmails": '["a@example.org"]',
            "drivetrain:algorithms": '{"xgboost":{"gate":{"threshold":2500},"hyperparameters":{"eta":0.05}}}',
            "drivetrain:realtime": '{"requestsPerSecond":5}',
            "drivetrain:locations": '{"landing":"in/"}',
            "drivetrain:monitoring": '{"threshold":0.2}',
        });
        assert.equal(settings.network, false);
        assert.equal(settings.insights, false);
        assert.deepEqual(settings.alertEmails, ["a@example.org"]);
        assert.deepEqual(settings.overrides, {
            algorithms: { xgboost: { gate: { threshold: 2500 }, hyperparameters: { eta: 0.05 } } },
            realtime: { requestsPerSecond: 5 },
            locations: { landing: "in/" },
            monitoring: { threshold: 0.2 },
        });
    });

    it("tell in words what a value has to be, and what a part of it lacks", () => {
        const algorithms = {
            xgboost: {
                image: "sagemaker-xgboost:1.7-1",
                endpoint: { scaling: { minInstances: 1, maxInstances: "many" } },
                hyperparameters: { eta: true },
                tuning: { ranges: { eta: { type: "float", min: 0, max: 1 } }, maxJobs: 2 },
                training: { instanceCount: 1.5 },
                approval: "by me",
            },
        };
        const problems = problemsOf({
            "drivetrain:algorithms": JSON.stringify(algorithms),
            "drivetrain:locations": "landing",
            "drivetrain:realtime": '{"burst": 5',
            "drivetrain:keyDeletionDays": "31",
        });
        const xgboost = "drivetrain:algorithms.xgboost";
        assert.deepEqual(problems, [
            "drivetrain:keyDeletionDays: must be 30 at most.",
            `${xgboost}.image: must have repository and tag (an image of SageMaker's own), or build (a folder with a Dockerfile).`,
            `${xgboost}.hyperparameters.eta: must be text or a number.`,
            `${xgboost}.tuning.ranges.eta.type: must be "integer" or "continuous", with min and max, or "categorical", with values.`,
            `${xgboost}.tuning.maxParallelJobs: is missing; it must be a number.`,
            `${xgboost}.training.instanceCount: must be a whole number.`,
            `${xgboost}.endpoint.scaling.maxInstances: must be a number, not text.`,
            `${xgboost}.endpoint.scaling.invocationsPerInstance: is missing; it must be a number.`,
            `${xgboost}.approval: must be "automatic" or "manual".`,
            "drivetrain:realtime: is no sound JSON; it must be an object.",
            "drivetrain:locations: must be an object, not text.",
        ]);
        assert.deepEqual(problemsOf({ "aws:allowedAccountIds": "111111111111" }), [
            "aws:allowedAccountIds: must be a list of the one account that the stack may touch.",
        ]);
        assert.deepEqual(problemsOf({}, {})[0], "drivetrain:accountId: must be the twelve digits of an AWS account.");
    });

    it("leave out of a part what is faulty, as often as that makes the part faulty, too", () => {
        const tuning = { ranges: { eta: { type: "continuous", min: "0", max: 1 } }, maxJobs: 2 };
        const config = { "drivetrain:algorithms": JSON.stringify({ xgboost: { tuning, gate: { threshold: 5 } } }) };
        assert.deepEqual(parseSettings("dev", { ...whole, ...config }).settings.overrides.algorithms, {
            xgboost: { gate: { threshold: 5 } },
        });
    });

    it("come to an end with a sentence for each problem, whatever the values are", () => {
        const name = fc.constantFrom(
            ...["xgboost", "image", "repository", "tuning", "ranges", "eta", "type", "min", "endpoint", "scaling"],
            ...["minInstances", "training", "spot", "maxWait", "gate", "hyperparameters", "burst", "__proto__"],
        );
        const { value } = fc.letrec((tie) => ({
            value: fc.oneof(
                { maxDepth: 6 },
                fc.constantFrom(0, 1.5, "x", "integer", "categorical", true, null),
                fc.array(tie("value"), { maxLength: 2 }),
                fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
            ),
        }));
        const key = fc.constantFrom("algorithms", "realtime", "locations", "alertEmails", "accountId", "networkCidr");
        fc.assert(
            fc.property(key, value, (setting, given) => {
                for (const problem of problemsOf({ [`drivetrain:${setting}`]: JSON.stringify(given) })) {
                    assert.match(problem, /^(drivetrain|aws):\S+: .+\.$/);
                }
            }),
            { numRuns: 1000, seed: 1 },
        );
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
                "drivetrain:availabilityZoneNames": '["us-east-1a"]',
                "drivetrain:interfaceEndpoints": '["logs","logs"]',
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
                "drivetrain:availabilityZoneNames",
                "drivetrain:interfaceEndpoints",
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

    it("refuse a region of another partition", () => {
        for (const region of ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"]) {
            assert.deepEqual(problemsOf({ "aws:region": region }), [
                "aws:region: must be a region of the partition aws, as all names of resources are of that one.",
            ]);
        }
        for (const region of ["ap-southeast-2", "mx-central-1", "us-west-2"]) {
            assert.equal(settingsOf({ "aws:region": region }).region, region);
        }
    });

    it("refuse a delivery that lacks its repository or its boundary, and what is no name of either", () => {
        const delivery = (value: object) => ({ "drivetrain:delivery": JSON.stringify(value) });
        const boundary = "arn:aws:iam::111111111111:policy/boundary";
        assert.deepEqual(problemsOf(delivery({ repository: "anvil/cars", boundary })), []);
        assert.deepEqual(problemsOf(delivery({ branch: "main" })), [
            "drivetrain:delivery.repository: is missing; docs/delivery.md tells what it is.",
            "drivetrain:delivery.boundary: is missing; docs/delivery.md tells what it is.",
        ]);
        assert.deepEqual(problemsOf(delivery({ repository: "anvil", boundary })), [
            'drivetrain:delivery.repository: "anvil" must be a repository of GitHub as owner/name.',
        ]);
        assert.deepEqual(problemsOf(delivery({ repository: "anvil/cars", boundary, branches: "main" })), [
            "drivetrain:delivery.branches: is no known setting; remove it.",
        ]);
    });

    it("refuse a zone of another region", () => {
        const zones = (names: string[]) => ({ "drivetrain:availabilityZoneNames": JSON.stringify(names) });
        assert.deepEqual(settingsOf(zones(["us-east-1b", "us-east-1d"])).availabilityZoneNames, [
            "us-east-1b",
            "us-east-1d",
        ]);
        assert.deepEqual(problemsOf(zones(["us-east-1b", "us-west-2a"])), [
            "drivetrain:availabilityZoneNames[1]: us-west-2a is no zone of us-east-1, the stack's region.",
        ]);
    });

    it("refuse to look at an endpoint less often than they wait for it", () => {
        const waits = { "drivetrain:endpointPollSeconds": "90", "drivetrain:endpointTimeoutSeconds": "60" };
        assert.match(problemsOf(waits)[0] ?? "", /^drivetrain:endpointPollSeconds: 90 must not be more than .* \(60\)/);
        const longest = { "drivetrain:endpointPollSeconds": "15", "drivetrain:endpointTimeoutSeconds": "86400" };
        assert.match(problemsOf(longest)[0] ?? "", /^drivetrain:endpointPollSeconds: 15 must be 87 at least, /);
    });

    it("keep what is sound beside what is not, and a default in its place", () => {
        const { settings, problems } = parseSettings("dev", {
            "drivetrain:logRetentionDays": "31",
            "drivetrain:captureRetentionDays": "14",
            "drivetrain:alertEmails": '["a@example.org","nobody"]',
            "drivetrain:algorithms": '{"xgboost":{"training":{"instanceCount":"two","volumeSize":9},"cpus":8}}',
        });
        assert.equal(problems.length, 7);
        assert.equal(settings.logRetentionDays, 30);
        assert.equal(settings.captureRetentionDays, 14);
        assert.deepEqual(settings.alertEmails, []);
        assert.deepEqual(settings.overrides.algorithms, { xgboost: { training: { volumeSize: 9 } } });
    });
});

interface Declaration {
    readonly type: string;
    readonly description?: string;
    readonly default?: unknown;
}

describe("Pulumi.yaml", () => {
    const project = parse(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, Declaration> };

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
            const { settings, scope } = planStack(stack, rawConfig(file), models);
            const platform = `platform-${scope.stage}`;
            const { settings: ofPlatform } = planStack(platform, rawConfig(`Pulumi.${platform}.yaml`), models);
            assert.equal(settings.accountId, ofPlatform.accountId);
            assert.equal(settings.region, ofPlatform.region);
            assert.equal(settings.network, ofPlatform.network);
        });
    }
});

/** A stack's config as Pulumi hands it to the program: texts, JSON where a value has a structure. */
function rawConfig(file: string): Record<string, string> {
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
}
