import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Example } from "../../policies/engine/rule";
import { forbidWildcardActions } from "../../policies/iam/forbidWildcardActions";
import { judge, paths, unknownText, verdict } from "./graph";

const statement = (fields: object) => ({ Effect: "Allow", Resource: "*", ...fields });
const document = (...statements: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const wild = document(statement({ Action: "s3:*" }));

function resource(type: string, props: Record<string, unknown>): Example {
    return { title: type, resources: [{ type, name: "it", props }] };
}

const failed = (example: Example) => paths(judge(forbidWildcardActions, example), "fail");

describe("policies: iam/forbidWildcardActions", () => {
    const holders: readonly [string, Record<string, unknown>, string][] = [
        ["aws:iam/role:Role", { assumeRolePolicy: wild }, "assumeRolePolicy.Statement[0].Action"],
        [
            "aws:iam/role:Role",
            {
                inlinePolicies: [
                    { name: "a", policy: document() },
                    { name: "b", policy: wild },
                ],
            },
            "inlinePolicies[1].policy.Statement[0].Action",
        ],
        ["aws:iam/rolePolicy:RolePolicy", { policy: wild }, "policy.Statement[0].Action"],
        ["aws:iam/policy:Policy", { policy: wild }, "policy.Statement[0].Action"],
        ["aws:s3/bucketPolicy:BucketPolicy", { policy: wild }, "policy.Statement[0].Action"],
        ["aws:sns/topicPolicy:TopicPolicy", { policy: wild }, "policy.Statement[0].Action"],
        ["aws:sqs/queue:Queue", { policy: wild }, "policy.Statement[0].Action"],
        ["aws:ec2/vpcEndpoint:VpcEndpoint", { policy: wild }, "policy.Statement[0].Action"],
        [
            "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
            { policyDocument: wild },
            "policyDocument.Statement[0].Action",
        ],
        ["aws:iam/rolePolicy:RolePolicy", { policy: JSON.parse(wild) as unknown }, "policy.Statement[0].Action"],
    ];
    for (const [type, props, path] of holders) {
        it(`reads ${path} of ${type}`, () => assert.deepEqual(failed(resource(type, props)), [path]));
    }

    it("reads a single statement, any case of its elements, and each action of a list", () => {
        const single = { statement: { effect: "Allow", action: ["s3:GetObject", "s3:?et", "*"], resource: "*" } };
        assert.deepEqual(failed(resource("aws:iam/policy:Policy", { policy: JSON.stringify(single) })), [
            "policy.Statement.Action[1]",
            "policy.Statement.Action[2]",
        ]);
    });

    it("names the wildcard and what to do", () => {
        const [judgement] = judge(forbidWildcardActions, resource("aws:iam/policy:Policy", { policy: wild }));
        assert.equal(judgement?.message, "s3:* is a wildcard; list the actions that are called.");
    });

    it("lets only the account's root, only in a key's policy, have kms:*", () => {
        const root = { AWS: "arn:aws:iam::111111111111:root" };
        const policy = (principal: object, action = "kms:*") => ({
            policy: document(statement({ Principal: principal, Action: action })),
        });
        assert.deepEqual(failed(resource("aws:kms/key:Key", policy(root))), []);
        assert.deepEqual(failed(resource("aws:kms/keyPolicy:KeyPolicy", policy(root))), []);
        assert.equal(failed(resource("aws:s3/bucketPolicy:BucketPolicy", policy(root))).length, 1);
        assert.equal(failed(resource("aws:kms/key:Key", policy(root, "*"))).length, 1);
        assert.equal(
            failed(resource("aws:kms/key:Key", policy({ AWS: "arn:aws:iam::111111111111:role/a" }))).length,
            1,
        );
        assert.equal(failed(resource("aws:kms/key:Key", policy({ ...root, Service: "sns.amazonaws.com" }))).length, 1);
        const two = { AWS: [root.AWS, "arn:aws:iam::222222222222:root"] };
        assert.equal(failed(resource("aws:kms/key:Key", policy(two))).length, 1);
    });

    it("tells what it cannot know, and still judges what stands beside it", () => {
        const judgements = judge(
            forbidWildcardActions,
            resource("aws:iam/role:Role", {
                name: unknownText,
                assumeRolePolicy: unknownText,
                inlinePolicies: [{ policy: wild }, unknownText, { policy: unknownText }],
            }),
        );
        assert.deepEqual(paths(judgements, "fail"), ["inlinePolicies[0].policy.Statement[0].Action"]);
        assert.deepEqual(paths(judgements, "undetermined"), [
            "assumeRolePolicy",
            "inlinePolicies[1]",
            "inlinePolicies[2].policy",
        ]);
    });

    it("tells an unknown statement, action and effect in a document that is known otherwise", () => {
        const policy = {
            Statement: [
                unknownText,
                statement({ Action: ["s3:GetObject", unknownText] }),
                { Effect: unknownText, Action: "s3:*", Resource: "*" },
            ],
        };
        const judgements = judge(forbidWildcardActions, resource("aws:iam/rolePolicy:RolePolicy", { policy }));
        assert.deepEqual(paths(judgements, "fail"), []);
        assert.deepEqual([...paths(judgements, "undetermined")].sort(), [
            "policy.Statement[0]",
            "policy.Statement[1].Action[1]",
            "policy.Statement[2].Action",
        ]);
    });

    it("leaves alone what is no document: definitions, archives, and text that only looks like JSON", () => {
        const props = {
            definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } }),
            code: new pulumi.asset.AssetArchive({ "a.json": new pulumi.asset.StringAsset(wild) }),
            description: "{ not JSON",
            policyArn: unknownText,
        };
        const example: Example = { title: "others", resources: [] };
        assert.equal(verdict(forbidWildcardActions, example), "pass");
        assert.deepEqual(
            forbidWildcardActions.judge(
                { type: "aws:lambda/function:Function", name: "f", urn: "urn:f", props, propertyDependencies: {} },
                [],
                {},
            ),
            [],
        );
    });
});
