import assert from "node:assert/strict";
import { Foundation } from "../../../../components/foundation/Foundation";
import { sharingStatements } from "../../../../components/promotion/access/sharing";
import { document, record } from "../../../support/recorder";
import { model, scope } from "../../training/pipelineArgs";

const prod = { stage: "prod-eu", accountId: "333333333333" };
const role = (name: string) => `arn:aws:iam::333333333333:role/drivetrain-prod-eu-used-cars-${name}`;
const readers = {
    "aws:PrincipalArn": ["xgboost", "linear-learner"].flatMap((algorithm) =>
        ["check", "copy"].map((what) => role(`${algorithm}-promote-${what}`)),
    ),
};
const theirs = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::333333333333:root" } };
const expected = {
    key: [
        {
            ...{ Sid: "DecryptsProdEu", ...theirs, Action: "kms:Decrypt", Resource: "*" },
            Condition: {
                ArnEquals: readers,
                StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
            },
        },
    ],
    artifacts: [
        {
            ...{ Sid: "ReadsProdEu", ...theirs, Action: "s3:GetObject", Condition: { ArnEquals: readers } },
            Resource: ["xgboost", "linear-learner"].flatMap((algorithm) =>
                ["model", "transform", "baseline", "comparison"].map(
                    (folder) =>
                        `arn:aws:s3:::drivetrain-111111111111-local-used-cars-artifacts/runs/${algorithm}/*/${folder}/*`,
                ),
            ),
        },
    ],
};

describe("what a stage shares with those that its versions go to", () => {
    it("is what the roles of their checks and copies read of versions, through S3 alone", () => {
        assert.deepEqual(sharingStatements(scope, model, [prod]), expected);
    });

    it("is nothing where they go nowhere", () => {
        assert.deepEqual(sharingStatements(scope, model, []), { key: [], artifacts: [] });
    });

    it("has a statement for each stage", () => {
        const { key, artifacts } = sharingStatements(scope, model, [prod, { ...prod, stage: "staging" }]);
        const sids = [...key, ...artifacts].map(({ Sid }) => Sid);
        assert.deepEqual(sids, ["DecryptsProdEu", "DecryptsStaging", "ReadsProdEu", "ReadsStaging"]);
    });

    it("stands in the policies of the key and of the bucket with artifacts, and in no other's", async () => {
        const sharing = sharingStatements(scope, model, [prod]);
        const { inputs } = await record(() => new Foundation("cars", { scope, sharing }));
        const statementsOf = (type: string, name: string) =>
            document(inputs(type, name)["policy"])["Statement"] as { Sid: string }[];
        assert.deepEqual(statementsOf("aws:kms/key:Key", "cars-key").slice(-1), expected.key);
        const policyOf = (purpose: string) => statementsOf("aws:s3/bucketPolicy:BucketPolicy", `cars-${purpose}`);
        assert.deepEqual(policyOf("artifacts").slice(-1), expected.artifacts);
        for (const purpose of ["landing", "captures"]) {
            assert.deepEqual(
                policyOf(purpose).map(({ Sid }) => Sid),
                ["TlsOnly"],
            );
        }
    });
});
