import assert from "node:assert/strict";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { promote } from "../../../cli/commands/promote/action";
import { promotionExitCode, requirePromotion, servedVersions } from "../../../cli/promotion/promotion";
import { outcomeOf, promoteVersion, type PromotionRun } from "../../../cli/promotion/run";
import { promotionText } from "../../../cli/promotion/text";
import { promotedFromProperty, type PromotionOutcome } from "../../../contracts/promotion";
import { pipeline } from "../runs/pipelines";

const versionArn = "arn:aws:sagemaker:us-east-1:222222222222:model-package/used-cars-xgboost-dev/3";
const copyArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-prod/7";
const told = { reason: "a reason", model: "used-cars", algorithm: "xgboost", versionArn };
const registered: PromotionOutcome = { ...told, verdict: "registered", modelPackageArn: copyArn, approval: "manual" };
const refused: PromotionOutcome = { ...told, verdict: "refused", reason: "it has no baseline" };
const duplicate: PromotionOutcome = { ...told, verdict: "duplicate", reason: "it was promoted before" };
const run = (output?: PromotionOutcome): PromotionRun => ({
    ...{ algorithm: "xgboost", executionArn: "arn:run", seconds: 1, states: [] },
    ...(output === undefined
        ? { status: "FAILED", failure: { state: "Copy the version", reason: "no room" } as PromotionRun["failure"] }
        : { status: "SUCCEEDED", output }),
});

type Answers = Readonly<Record<string, (input: Record<string, string>) => object>>;
const answering =
    (answers: Answers) =>
    async ({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, string> }) => {
        const answer = answers[name];
        if (answer === undefined) throw new Error(`nobody expects ${name}`);
        return answer(input);
    };

describe("cli: promote", () => {
    it("asks for two stacks of one model, both here or both on AWS", async () => {
        const cases = [
            ["local-dev", "local-dev", "local-dev is both --from and --to: name two stacks."],
            [
                "local",
                "local-homes",
                "local and local-homes are stacks of two models: a version goes from stage to stage.",
            ],
            [
                "local-dev",
                "prod",
                "One of local-dev and prod is on this machine alone: nothing goes from AWS to it, or back.",
            ],
        ] as const;
        for (const [from, to, message] of cases) {
            await assert.rejects(promote({ from, to }), { name: "UsageError", message, exitCode: 2 });
        }
    });

    it("finds what serves, by algorithm, and says how something comes to serve where nothing does", async () => {
        const pipelines = { xgboost: pipeline("xgboost"), third: pipeline("third") };
        const missing = Object.assign(new Error("none"), { name: "ParameterNotFound" });
        const clients = (...serving: string[]) => ({
            ssm: Object.assign(new SSMClient({ region: "us-east-1" }), {
                send: answering({
                    GetParameterCommand: ({ Name = "" }) => {
                        const name = serving.find((one) => Name.startsWith(`/${one}/`));
                        if (name === undefined) throw missing;
                        return { Parameter: { Value: `arn:of/${name}/3` } };
                    },
                }),
            }),
            sagemaker: Object.assign(new SageMakerClient({ region: "us-east-1" }), {
                send: answering({
                    DescribeModelPackageCommand: (input) => ({ ModelPackageArn: input["ModelPackageName"] }),
                }),
            }),
        });
        assert.deepEqual(await servedVersions({ pipelines }, "dev", clients("third")), [
            { algorithm: "third", versionArn: "arn:of/third/3" },
        ]);
        await assert.rejects(servedVersions({ pipelines }, "dev", clients()), {
            name: "CommandError",
            message: "Nothing serves at dev yet: `npx drivetrain train FILE.csv -s dev` first.",
        });
    });

    it("says how versions come to a stack to which none do", () => {
        const [from, to] = [{ name: "dev", stage: "dev" }, { name: "prod" }];
        assert.throws(() => requirePromotion({ pipelines: { xgboost: pipeline("xgboost") } }, from, to), {
            name: "CommandError",
            message:
                "No versions come to prod: say in Pulumi.prod.yaml that those of dev do (drivetrain:promotion, from), in " +
                "Pulumi.dev.yaml that they go there (to), and bring both up.",
        });
        const able = { ...pipeline("xgboost"), promotionStateMachineArn: "arn:machine" };
        assert.doesNotThrow(() => requirePromotion({ pipelines: { third: pipeline("third"), able } }, from, to));
    });

    it("ends with 3 where a version is refused, with 1 where a promotion failed, else as deployments do", () => {
        const code = (...promoted: PromotionRun[]) => promotionExitCode({ model: "m", promoted, deployed: [] });
        assert.deepEqual(
            [
                code(run(registered)),
                code(run(registered), run(refused)),
                code(run(refused), run()),
                code(run(duplicate)),
            ],
            [0, 3, 1, 3],
        );
    });

    it("tells what became of each version, and why it did not come", () => {
        const lines = promotionText({ promoted: [run(registered), run(refused), run()], deployed: [] }, "prod");
        assert.match(lines, /│ xgboost +│ +3 +│ registered as version 7 +│ serves already +│/);
        assert.match(lines, /│ refused +│/);
        assert.match(lines, /^xgboost: it has no baseline$/m);
        assert.match(lines, /^xgboost: no room$/m);
        assert.equal(outcomeOf(run({ ...duplicate, modelPackageArn: copyArn })), "came before, as version 7");
    });
});

describe("cli: a promotion that its approval has begun", () => {
    const pace = { everyMs: 1, startsWithinMs: 5000, endsWithinMs: 5000 };
    const region = process.env["AWS_REGION"];
    before(() => (process.env["AWS_REGION"] = "us-east-1"));
    after(() => {
        if (region === undefined) delete process.env["AWS_REGION"];
        else process.env["AWS_REGION"] = region;
    });
    afterEach(() => {
        // They inherit their own.
        for (const prototype of [SFNClient.prototype, SageMakerClient.prototype]) {
            Reflect.deleteProperty(prototype, "send");
        }
    });

    /** Promotes where the version was claimed before. @param running executions that go on, by what they promote */
    async function promoted(running: Readonly<Record<string, string>>, versions: readonly string[] = []) {
        const ended = (executionArn: string) => ({
            ...{ executionArn, status: "SUCCEEDED", startDate: new Date(0), stopDate: new Date(1000) },
            input: JSON.stringify({ versionArn: running[executionArn] ?? versionArn }),
            output: JSON.stringify(executionArn === "arn:asked" ? duplicate : registered),
        });
        SFNClient.prototype.send = answering({
            StartExecutionCommand: () => ({ executionArn: "arn:asked" }),
            DescribeExecutionCommand: ({ executionArn = "" }) => ended(executionArn),
            GetExecutionHistoryCommand: () => ({ events: [] }),
            ListExecutionsCommand: () => ({
                executions: Object.keys(running).map((executionArn) => ({ executionArn })),
            }),
        }) as never;
        SageMakerClient.prototype.send = answering({
            ListModelPackagesCommand: () => ({
                ModelPackageSummaryList: versions.map((ModelPackageArn) => ({ ModelPackageArn })),
            }),
            DescribeModelPackageCommand: ({ ModelPackageName = "" }) => ({
                ModelPackageArn: ModelPackageName,
                CustomerMetadataProperties: { [promotedFromProperty]: versionArn },
            }),
        }) as never;
        const to = { ...pipeline("xgboost"), promotionStateMachineArn: "arn:machine" };
        return promoteVersion(to, "xgboost", { versionArn }, pace);
    }

    it("is followed to its end", async () => {
        const { executionArn, output } = await promoted({ "arn:others": `${versionArn}1`, "arn:begun": versionArn });
        assert.deepEqual([executionArn, output], ["arn:begun", registered]);
    });

    it("is told of by its copy where it has ended, as far as the registry still has one", async () => {
        const copied = await promoted({}, [copyArn]);
        assert.deepEqual(copied.output, { ...duplicate, modelPackageArn: copyArn });
        assert.deepEqual((await promoted({})).output, duplicate);
    });
});
