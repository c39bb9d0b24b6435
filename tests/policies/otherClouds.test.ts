import assert from "node:assert/strict";
import { made } from "../../policies/engine/examples";
import { rules } from "../../policies/rules";
import { judge } from "./graph";

/** What only sounds like what rules judge, and what a Pulumi program has beside resources of AWS. */
const foreign = {
    title: "other clouds",
    resources: [
        made("pulumi:pulumi:Stack", "shop-prod", {}),
        made("pulumi:providers:aws", "default", { region: "us-east-1", allowedAccountIds: '["111111111111"]' }),
        made("shop:web:Site", "site", { bucket: "data", tags: {}, policy: { Statement: [{ Effect: "Allow" }] } }),
        made("gcp:storage/bucket:Bucket", "data", { name: "data", versioning: { enabled: false } }),
        made("azure-native:storage:StorageAccount", "data", { allowBlobPublicAccess: true, tags: {} }),
        made("kubernetes:core/v1:Secret", "token", { stringData: { token: "x" } }),
        made("random:index/randomPassword:RandomPassword", "password", { length: 16 }),
    ],
};

describe("policies over other clouds", () => {
    for (const rule of rules) {
        it(`${rule.id} has nothing to say`, () => assert.deepEqual(judge(rule, foreign), []));
    }
});
