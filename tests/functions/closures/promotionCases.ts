import assert from "node:assert/strict";
import { datasetOf } from "../../../components/model/model";
import { baselineFiles } from "../../../contracts/places";
import type { OfferedVersion } from "../../../contracts/promotion";
import { usedCars } from "../../../infra/models/used-cars";
import { type Case, type Cases, published, statusChange } from "./case";

const location = "s3://theirs/runs/1";
const artifact = `${location}/model/job/output/model.tar.gz`;
const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/image:1";
export const offeredArn = "arn:aws:sagemaker:us-east-1:222222222222:model-package/used-cars-xgboost-dev/3";

/** FIPS 180-2, appendix B.1: of the artifact "abc". */
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** The transform of a run of this model file. */
export const transform = { ...datasetOf(usedCars), version: 1, features: [], vector: [] };

/** A version that the gate of every algorithm of the model lets through, its artifact being "abc". */
export const offered: OfferedVersion = {
    ...{ arn: offeredArn, image, artifact },
    properties: {
        "model-name": "used-cars-xgboost-dev-1",
        ...{ location, transform: `${location}/transform/transform.json` },
        "baseline-location": `${location}/baseline`,
        ...{ metric: "validation:rmse", "metric-value": "2311.2", rows: "117", rmse: "2280.1", mae: "1700" },
        "artifact-sha256": sha256,
    },
};

/** What the stage before has of it. */
const theirs = {
    "GET /theirs/runs/1/model/job/output/model.tar.gz": "abc",
    "GET /theirs/runs/1/transform/transform.json": transform,
    ...Object.fromEntries(Object.values(baselineFiles).map((file) => [`GET /theirs/runs/1/baseline/${file}`, "{}"])),
};

function checked(answers: Case["answers"], refusals: readonly string[]): Case {
    return {
        functions: /-promote-check$/,
        event: { version: offered, image },
        answers,
        check({ error, result }) {
            assert.equal(error, undefined, error?.message);
            assert.deepEqual(result, { refusals });
        },
    };
}

const denied = { status: 403, body: "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>" };

const copyRequest = { version: offered, location: "s3://ours/runs/2" };
const head = { "HEAD /theirs/runs/1/*": "abc" };
const copied = "<CopyObjectResult><ETag>&quot;1&quot;</ETag></CopyObjectResult>";

/** The event of a promotion that ended. */
const ended = (detail: object) =>
    statusChange({ input: JSON.stringify({ versionArn: offeredArn }), error: null, cause: null, ...detail });
const outcome = (verdict: string) =>
    JSON.stringify({ verdict, reason: "a reason", versionArn: offeredArn, model: "used-cars", algorithm: "xgboost" });

export const promotionCases: Cases = {
    "promotion/checkVersion": [
        checked(theirs, []),
        checked({ ...theirs, "GET /theirs/runs/1/model/job/output/model.tar.gz": denied }, [
            `${artifact} is not there, or must not be read`,
        ]),
        checked({ ...theirs, "GET /theirs/runs/1/transform/transform.json": { ...transform, target: "rent" } }, [
            "its data schema is not that of this stage's model file: target rent, here price",
        ]),
        {
            functions: /-promote-check$/,
            event: { version: offered, image },
            answers: { ...theirs, "GET /theirs/runs/1/model/job/output/model.tar.gz": { status: 500, body: "" } },
            // None of the version's fault: tried again.
            check: ({ error }) => assert.notEqual(error, undefined),
        },
    ],
    "promotion/copyVersion": [
        {
            functions: /-promote-copy$/,
            event: copyRequest,
            answers: { ...head, "PUT /ours/runs/2/*": copied },
            check({ error, result }, { calls }) {
                assert.equal(error, undefined, error?.message);
                assert.deepEqual(result, {
                    artifact: "s3://ours/runs/2/model/model.tar.gz",
                    transform: "s3://ours/runs/2/transform/transform.json",
                    baseline: "s3://ours/runs/2/baseline",
                    statistics: "s3://ours/runs/2/comparison/challenger.json",
                });
                assert.deepEqual(
                    calls.slice(-2).map(({ operation }) => operation),
                    ["HEAD /theirs/runs/1/model/job/output/model.tar.gz", "PUT /ours/runs/2/model/model.tar.gz"],
                );
            },
        },
        {
            functions: /-promote-copy$/,
            event: copyRequest,
            answers: { ...head, "PUT /ours/runs/2/*": denied },
            check({ error }) {
                assert.equal(error?.name, "AccessDenied");
                const to = "s3://ours/runs/2/transform/transform.json";
                assert.equal(error?.message, `${location}/transform/transform.json cannot be copied to ${to}: No.`);
            },
        },
        ...([403, 404] as const).map((status): Case => ({
            functions: /-promote-copy$/,
            event: copyRequest,
            answers: { "HEAD /theirs/runs/1/*": { status, body: "" } },
            check({ error }) {
                assert.equal(error?.name, "ObjectMissing");
                assert.equal(error?.message, `${location}/transform/transform.json is not there, or must not be read`);
            },
        })),
    ],
    "promotion/notifyPromotion": [
        {
            functions: /-promote-notify$/,
            event: ended({ status: "SUCCEEDED", output: outcome("refused") }),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined, error?.message);
                assert.equal(calls.length, 1);
                const { TopicArn, Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.match(String(TopicArn), /^arn:aws:sns:us-east-1:111111111111:/);
                assert.match(String(Subject), /promotion of used-cars with \S+ from dev: refused$/);
                assert.match(String(Message), /Reason: a reason\n[^]*train there again/);
                assert.ok(String(Message).includes(`Version of dev: ${offeredArn}`));
            },
        },
        {
            functions: /-promote-notify$/,
            event: ended({ status: "FAILED", error: "ObjectMissing", cause: "Copy the version: it is not there" }),
            answers: { Publish: published },
            check({ error }, { calls }) {
                assert.equal(error, undefined, error?.message);
                const { Subject, Message } = calls[0]?.input as Record<string, string>;
                assert.match(String(Subject), /: failed$/);
                assert.match(String(Message), /Copy the version: it is not there/);
            },
        },
        ...["duplicate", "superseded"].map((verdict): Case => ({
            functions: /-promote-notify$/,
            event: ended({ status: "SUCCEEDED", output: outcome(verdict) }),
            answers: {},
            check({ error, result }, { calls }) {
                assert.equal(error, undefined, error?.message);
                assert.deepEqual([result, calls], [null, []]);
            },
        })),
    ],
};
