import assert from "node:assert/strict";
import { Delivery, type DeliveryArgs } from "../../../components/delivery/Delivery";
import { document, record, type Recorded, valueOf } from "../../support/recorder";

const accountId = "333333333333";
const scope = {
    ...{ partition: "aws", region: "us-east-1", accountId, stage: "dev" },
    prefix: "drivetrain-platform-dev",
};
const boundaryArn = `arn:aws:iam::${accountId}:policy/drivetrain-boundary`;
const provider = `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`;
const stateKey = "arn:aws:kms:us-east-1:333333333333:key/9a1b";

const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/policy:Policy";

const build = (args: Partial<DeliveryArgs> = {}) =>
    record(() => new Delivery("delivery", { scope, repository: "anvil/cars", boundaryArn, ...args }));

const trust = (sub: string, Federated = provider) => ({
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated },
            Condition: {
                StringEquals: {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub": sub,
                },
            },
        },
    ],
});

async function trusts(args: Partial<DeliveryArgs> = {}): Promise<Record<string, unknown>> {
    const { resources } = await build(args);
    const roles = resources.filter(({ type }) => type === roleType);
    return Object.fromEntries(
        roles.map(({ inputs }) => [String(inputs["name"]), document(inputs["assumeRolePolicy"])]),
    );
}

interface Statement {
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, unknown>>;
}

/** The statements of one role's policies. */
function statementsOf(resources: readonly Recorded[], role: string): Statement[] {
    const start = `delivery-${role}-`;
    return resources
        .filter(({ type, name }) => type === policyType && name.startsWith(start))
        .flatMap(({ inputs }) => document(inputs["policy"])["Statement"] as Statement[]);
}

const listOf = (value: string | readonly string[]) => (typeof value === "string" ? [value] : value);
const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => listOf(Action));
const about = (statements: readonly Statement[], action: string) =>
    statements.filter(({ Action }) => listOf(Action).includes(action));

describe("Delivery", () => {
    it("makes the account's provider for GitHub, for AWS's audience, without thumbprints", async () => {
        const { inputs, result } = await build();
        assert.deepEqual(inputs("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), {
            url: "https://token.actions.githubusercontent.com",
            clientIdLists: ["sts.amazonaws.com"],
        });
        assert.match(await valueOf(result.deployerArn), /drivetrain-platform-dev-deployer$/);
    });

    it("takes the provider that the account has", async () => {
        const { resources, result } = await build({ providerArn: provider });
        assert.ok(!resources.some(({ type }) => type.includes("openIdConnect")));
        assert.equal(await valueOf(result.providerArn), provider);
        assert.deepEqual(
            (await trusts({ providerArn: provider }))["drivetrain-platform-dev-previewer"],
            trust("repo:anvil/cars:pull_request"),
        );
    });

    it("lets one branch deploy and inspect, and pull requests preview", async () => {
        assert.deepEqual(await trusts(), {
            "drivetrain-platform-dev-deployer": trust("repo:anvil/cars:ref:refs/heads/main"),
            "drivetrain-platform-dev-inspector": trust("repo:anvil/cars:ref:refs/heads/main"),
            "drivetrain-platform-dev-previewer": trust("repo:anvil/cars:pull_request"),
        });
    });

    it("lets deploy what an environment has approved, whatever the branch's name", async () => {
        const found = await trusts({ branch: "release/1.x", environment: "prod: eu" });
        assert.deepEqual(found["drivetrain-platform-dev-deployer"], trust("repo:anvil/cars:environment:prod%3A eu"));
        assert.deepEqual(
            found["drivetrain-platform-dev-inspector"],
            trust("repo:anvil/cars:ref:refs/heads/release/1.x"),
        );
    });

    it("keeps every policy within what IAM takes", async () => {
        const { resources } = await build({ state: { bucket: "anvil-state", key: stateKey } });
        const attachments = resources.filter(({ type }) => type.includes("rolePolicyAttachment"));
        const policies = resources.filter(({ type }) => type === policyType);
        assert.equal(attachments.length, policies.length);
        for (const { name, inputs } of policies) {
            const length = String(inputs["policy"]).length;
            assert.ok(length <= 6144, `${name} has ${length} characters`);
        }
        const ofDeployer = attachments.filter(({ name }) => name.startsWith("delivery-deployer-"));
        assert.ok(ofDeployer.length <= 10);
    });

    it("makes roles within the boundary alone, and passes no others", async () => {
        const { resources } = await build();
        const statements = statementsOf(resources, "deployer");
        const roles = `arn:aws:iam::${accountId}:role/drivetrain-dev-*`;
        const bounded = { StringEquals: { "iam:PermissionsBoundary": boundaryArn } };
        for (const name of ["CreateRole", "PutRolePermissionsBoundary", "PutRolePolicy", "DeleteRolePolicy"]) {
            const found = about(statements, `iam:${name}`);
            assert.deepEqual(
                found.map(({ Resource, Condition }) => [Resource, Condition]),
                [[roles, bounded]],
                name,
            );
        }
        const passing = about(statements, "iam:PassRole");
        assert.deepEqual(
            passing.map(({ Resource, Condition }) => [Resource, Condition]),
            ["lambda", "states", "events", "glue", "quicksight"].map((service) => [
                roles,
                { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
            ]),
        );
        const never = [
            ...["AttachRolePolicy", "DeleteRolePermissionsBoundary", "UpdateAssumeRolePolicy", "CreatePolicyVersion"],
            ...["CreateUser", "CreateAccessKey", "CreateServiceLinkedRole", "CreateOpenIDConnectProvider"],
        ].map((name) => `iam:${name}`);
        assert.deepEqual(
            actionsOf(statements).filter((action) => never.includes(action)),
            [],
        );
    });

    it("removes nothing that holds data", async () => {
        const { resources } = await build();
        const lost = ["s3:DeleteBucket", "dynamodb:DeleteTable", "kms:ScheduleKeyDeletion", "ecr:DeleteRepository"];
        const actions = actionsOf(statementsOf(resources, "deployer"));
        assert.deepEqual(
            lost.filter((action) => actions.includes(action)),
            [],
        );
    });

    it("lets an inspector change nothing and read no row, and a previewer read the engine's state alone", async () => {
        const { resources } = await build({ state: { bucket: "anvil-state", key: stateKey } });
        const inspector = statementsOf(resources, "inspector");
        const reads = /:(Get|List|Describe|BatchGet|BatchCheck|Validate|GET|Decrypt)/;
        assert.deepEqual(
            actionsOf(inspector).filter((action) => !reads.test(action)),
            [],
        );
        assert.deepEqual(
            about(inspector, "s3:GetObject")
                .flatMap(({ Resource }) => listOf(Resource))
                .filter((one) => !one.includes("anvil-state")),
            [`arn:aws:s3:::drivetrain-${accountId}-dev-*-artifacts/code/*`],
        );
        const state = (kind: string) =>
            [`dev.*`, `dev/*`, `dev-*`, `platform-dev*`].map(
                (what) => `arn:aws:s3:::anvil-state/.pulumi/${kind}/drivetrain/${what}`,
            );
        assert.deepEqual(statementsOf(resources, "previewer"), [
            { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::anvil-state" },
            {
                Effect: "Allow",
                Action: "s3:GetObject",
                Resource: [
                    "arn:aws:s3:::anvil-state/.pulumi/meta.yaml",
                    "arn:aws:s3:::anvil-state/.pulumi/Pulumi.yaml",
                    ...state("stacks"),
                ],
            },
            { Effect: "Allow", Action: "kms:Decrypt", Resource: stateKey },
        ]);
    });

    it("makes no policy without a statement, which IAM refuses", async () => {
        const { resources } = await build();
        const policies = resources.filter(({ type }) => type === policyType);
        assert.ok(policies.every(({ inputs }) => (document(inputs["policy"])["Statement"] as object[]).length > 0));
        assert.ok(!policies.some(({ name }) => name.startsWith("delivery-previewer")));
    });

    it("lets nobody write the platform's state, on which the roles themselves stand", async () => {
        const { resources } = await build({ state: { bucket: "anvil-state", key: stateKey } });
        const written = about(statementsOf(resources, "deployer"), "s3:PutObject").flatMap(({ Resource }) =>
            listOf(Resource),
        );
        assert.ok(written.includes("arn:aws:s3:::anvil-state/.pulumi/locks/organization/drivetrain/dev-*"));
        assert.deepEqual(
            written.filter((one) => one.includes("platform")),
            [],
        );
    });

    it("refuses what GitHub or IAM would take for something else, all at once", async () => {
        const wrong = { repository: "anvil/*", branch: "release/*", boundaryArn: "", providerArn: "arn:aws:iam::1:x" };
        await assert.rejects(
            async () => build({ ...wrong, environment: "*", state: { key: "alias/state" } }),
            (error: Error) => {
                for (const key of ["repository", "branch", "environment", "boundary", "provider", "stateKey"]) {
                    assert.match(error.message, new RegExp(`delivery\\.${key}: `));
                }
                return true;
            },
        );
    });
});
