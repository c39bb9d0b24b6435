import assert from "node:assert/strict";
import { lookAtAccount } from "../../../cli/doctor/checks/account";
import { secretsOf } from "../../../cli/doctor/checks/engineState";
import { lookAtMachines } from "../../../cli/doctor/checks/machines";
import { lookAtQuickSight } from "../../../cli/doctor/checks/quickSight";
import { lookAtRoles } from "../../../cli/doctor/checks/roles";
import type { Patient } from "../../../cli/doctor/finding";
import { patientOf } from "../../../cli/doctor/patient";
import { examinationText } from "../../../cli/doctor/text";
import { type Answers, withAws } from "./aws";

const dev = patientOf("dev");
const accountId = dev.stack.accountId;

const caller = (account: string) =>
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ann</Arn>` +
    `<Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const regions = (status: string) =>
    "<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1</regionName>" +
    `<optInStatus>${status}</optInStatus></item></regionInfo></DescribeRegionsResponse>`;

const told = async (look: (patient: Patient) => Promise<readonly object[]>, answers: Answers, patient = dev) =>
    withAws(answers, () => look(patient)) as Promise<
        readonly { check: string; standing: string; found: string; remedy?: string }[]
    >;

describe("cli: doctor", () => {
    it("tells whose credentials these are, and whether the region is enabled", async () => {
        const found = await told(lookAtAccount, {
            GetCallerIdentity: caller(accountId),
            DescribeRegions: regions("opt-in-not-required"),
        });
        assert.deepEqual(found, [
            {
                ...{ check: "credentials and account", standing: "ok" },
                found: `arn:aws:iam::${accountId}:user/ann of account ${accountId}`,
            },
            { check: "region", standing: "ok", found: "us-east-1" },
        ]);
        const [, region] = await told(lookAtAccount, {
            GetCallerIdentity: caller(accountId),
            DescribeRegions: regions("not-opted-in"),
        });
        assert.equal(region?.standing, "problem");
        assert.match(region?.remedy ?? "", /enable-region --region-name us-east-1/);
    });

    it("stops at the credentials of another account", async () => {
        const [found, ...others] = await told(lookAtAccount, { GetCallerIdentity: caller("999999999999") });
        assert.equal(found?.standing, "problem");
        assert.equal(found?.found, `these are of account 999999999999, and Pulumi.dev.yaml names ${accountId}`);
        assert.deepEqual(others, []);
    });

    it("does not take for a problem what it may not look at", async () => {
        const [, region] = await told(lookAtAccount, { GetCallerIdentity: caller(accountId) });
        assert.equal(region?.standing, "unknown");
        assert.match(region?.remedy ?? "", /ec2:DescribeRegions/);
    });

    describe("quotas", () => {
        const quota = (QuotaName: string, Value: number, rest: object = {}) => ({
            ...{ QuotaName, Value, QuotaCode: `L-${QuotaName.length}`, Adjustable: true },
            ...rest,
        });
        const machines = [
            ...[quota("ml.m5.large for endpoint usage", 0), quota("ml.m5.large for training job usage", 15)],
            ...[quota("ml.m5.large for processing job usage", 0), quota("ml.m5.large for transform job usage", 10)],
            quota("Number of instances across active endpoints", 4, { Adjustable: false }),
        ];
        /** Two pages of defaults, the second one by the first one's token; and what the account has of its own. */
        const answers = (applied: readonly object[]): Answers => ({
            ListAWSDefaultServiceQuotas: (body) =>
                (JSON.parse(body) as { NextToken?: string }).NextToken === "more"
                    ? { json: { Quotas: machines.slice(2) } }
                    : { json: { Quotas: machines.slice(0, 2), NextToken: "more" } },
            ListServiceQuotas: { json: { Quotas: applied } },
        });

        it("are an account's own before the defaults, from all pages, and each short one says how to ask for more", async () => {
            const found = await told(lookAtMachines, answers([quota("ml.m5.large for processing job usage", 5)]));
            assert.deepEqual(
                found.map(({ check, standing }) => [check.replace("quota: ", ""), standing]),
                [
                    ["ml.m5.large for endpoint usage", "problem"],
                    ["Number of instances across active endpoints", "ok"],
                    ["ml.m5.large for training job usage", "ok"],
                    ["ml.m5.large for processing job usage", "ok"],
                    ["ml.m5.large for transform job usage", "ok"],
                ],
            );
            const [endpoints, , training] = found;
            assert.match(endpoints!.found, /^0 allowed, 4 wanted: used-cars xgboost 2, used-cars linear-learner 2 \(/);
            assert.match(
                endpoints!.remedy!,
                /--service-code sagemaker --quota-code L-30 --desired-value 4 --region us-east-1/,
            );
            assert.match(training!.found, /^15 allowed, 2 wanted/);
        });

        it("are for all models that come to the stage together", async () => {
            const both = patientOf("dev", ["homes", "used-cars"]);
            assert.deepEqual(
                both.models.map(({ name }) => name),
                ["used-cars", "homes"],
            );
            const found = await told(lookAtMachines, answers([]), both);
            const all = found.find(({ check }) => check.endsWith("active endpoints"));
            assert.equal(all?.standing, "problem");
            assert.match(all?.found ?? "", /^4 allowed, 8 wanted/);
            assert.match(all?.remedy ?? "", /nobody/);
        });

        it("of a type that is not there are told as such", async () => {
            const xgboost = dev.models[0]!.algorithms["xgboost"]!;
            const endpoint = {
                instanceType: "ml.m9.large",
                instanceCount: 1,
                scaling: { minInstances: 1, maxInstances: 3, invocationsPerInstance: 100 },
            };
            const training = { ...xgboost.training, spot: { maxWait: 7200 } };
            const tuning = { ranges: {}, maxJobs: 9, maxParallelJobs: 3 };
            const algorithms = { xgboost: { ...xgboost, endpoint, training, tuning } };
            const found = await told(lookAtMachines, answers([]), {
                ...dev,
                models: [{ ...dev.models[0]!, algorithms }],
            });
            const of = (name: string) => found.find(({ check }) => check === `quota: ${name}`);
            assert.equal(of("ml.m9.large for endpoint usage")?.standing, "warning");
            assert.match(of("ml.m9.large for endpoint usage")!.found, /6 wanted/);
            assert.match(of("ml.m5.large for spot training job usage")!.found, /3 wanted/);
            assert.equal(of("ml.m5.large for training job usage"), undefined);
        });

        it("that may not be read are no problem", async () => {
            const found = await told(lookAtMachines, {});
            assert.deepEqual(
                found.map(({ standing }) => standing),
                ["unknown"],
            );
            assert.match(found[0]!.remedy!, /servicequotas:ListServiceQuotas/);
        });
    });

    it("wants QuickSight's Enterprise edition where something is shown in it", async () => {
        const shown: Patient = { ...dev, settings: { ...dev.settings, quicksight: "managed" }, platform: undefined };
        const path = `/account/${accountId}`;
        const info = (Edition: string, AccountSubscriptionStatus: string): Answers => ({
            [path]: { json: { AccountInfo: { Edition, AccountSubscriptionStatus } } },
        });
        const standing = async (answers: Answers, patient: Patient) =>
            (await told(lookAtQuickSight, answers, patient)).map((one) => one.standing);
        assert.deepEqual(await standing(info("ENTERPRISE", "ACCOUNT_CREATED"), shown), ["ok"]);
        assert.deepEqual(await standing(info("STANDARD", "ACCOUNT_CREATED"), shown), ["problem"]);
        const none = { status: 404, json: { __type: "ResourceNotFoundException", message: "no subscription" } };
        assert.deepEqual(await standing({ [path]: none }, shown), ["problem"]);
        assert.deepEqual(await standing({}, shown), ["unknown"]);
        assert.deepEqual(await standing({}, dev), ["ok"]);
    });

    it("wants the boundary that the platform lets workflows make roles within", async () => {
        const boundary = `arn:aws:iam::${accountId}:policy/boundary`;
        const platform = { ...dev.settings, delivery: { repository: "anvil/cars", boundary } };
        const [roles, open] = await told(lookAtRoles, {}, { ...dev, platform });
        assert.match(roles!.found, /no endpoint scales/);
        assert.equal(open?.standing, "problem");
        assert.match(
            open?.remedy ?? "",
            /config set drivetrain:permissionsBoundary arn:aws:iam::\d+:policy\/boundary --stack dev/,
        );
        const settings = { ...dev.settings, permissionsBoundary: boundary };
        const [, bounded] = await told(lookAtRoles, {}, { ...dev, settings, platform });
        assert.equal(bounded?.standing, "ok");
    });

    it("says who makes the role by which endpoints scale", async () => {
        const scaling = { minInstances: 1, maxInstances: 3, invocationsPerInstance: 100 };
        const xgboost = dev.models[0]!.algorithms["xgboost"]!;
        const algorithms = { xgboost: { ...xgboost, endpoint: { ...xgboost.endpoint, scaling } } };
        const scaled = { ...dev, models: [{ ...dev.models[0]!, algorithms }] };
        const xml = "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>none</Message></Error></ErrorResponse>";
        const [missing] = await told(lookAtRoles, { GetRole: { status: 404, xml } }, scaled);
        assert.equal(missing?.standing, "ok");
        assert.match(missing?.found ?? "", /is not there; AWS makes it when the first run registers an endpoint/);
        const role =
            "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>";
        const [there] = await told(lookAtRoles, { GetRole: role }, scaled);
        assert.match(there?.found ?? "", /SageMakerEndpoint is there/);
    });

    it("wants a passphrase only of stacks that are encrypted by one", () => {
        const standing = (url: string, file: object) => secretsOf("dev", url, file).standing;
        const before = process.env["PULUMI_CONFIG_PASSPHRASE"];
        delete process.env["PULUMI_CONFIG_PASSPHRASE"];
        try {
            assert.equal(standing("s3://state", { secretsprovider: "awskms://alias/k" }), "ok");
            assert.equal(standing("https://app.pulumi.com/anvil", {}), "ok");
            assert.equal(standing("s3://state", {}), "problem");
            assert.equal(standing("https://app.pulumi.com/anvil", { encryptionsalt: "v1:..." }), "problem");
            process.env["PULUMI_CONFIG_PASSPHRASE"] = "";
            assert.equal(standing("s3://state", { encryptionsalt: "v1:..." }), "ok");
        } finally {
            delete process.env["PULUMI_CONFIG_PASSPHRASE"];
            if (before !== undefined) process.env["PULUMI_CONFIG_PASSPHRASE"] = before;
        }
    });

    it("tells models that are not there, or not at the stage", () => {
        assert.throws(() => patientOf("dev", ["boats"]), {
            message: /There is no model "boats"\. Models here: used-cars, homes\./,
        });
    });

    it("tells how many problems there are", () => {
        const text = examinationText([
            { check: "a", standing: "problem", found: "x", remedy: "mend it" },
            { check: "b", standing: "unknown", found: "y" },
        ]);
        assert.match(text, /1 problem, 1 not known: a deployment or its first run would fail\.$/);
        assert.match(examinationText([{ check: "a", standing: "ok", found: "x" }]), /Nothing stands in the way/);
    });
});
