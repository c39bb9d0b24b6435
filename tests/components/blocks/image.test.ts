import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
    contextOf,
    customMetrics,
    metricDefinitions,
    prebuiltImage,
    repositoryArnOf,
    validateImage,
} from "../../../components/blocks/image";
import { renderProblem, within } from "../../../components/validation/problem";
import { record, valueOf } from "../../support/recorder";

const built = { build: "jobs/byoc" };
const root = process.cwd();

describe("an algorithm's image", () => {
    it("of SageMaker's own registry is looked up, with its repository's ARN", async () => {
        const { result } = await record(() => {
            const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
            return prebuiltImage({ repository: "sagemaker-xgboost", tag: "1.7-1" }, parent);
        });
        assert.equal(await valueOf(result.uri), "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1");
        assert.equal(
            await valueOf(result.repositoryArn),
            "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost",
        );
        assert.deepEqual(result.ready, []);
    });

    it("has the ARN of its repository in its address, by tag or by digest", () => {
        const arn = "arn:aws:ecr:eu-west-1:111111111111:repository/a/b-c";
        assert.equal(repositoryArnOf("111111111111.dkr.ecr.eu-west-1.amazonaws.com/a/b-c:1"), arn);
        assert.equal(repositoryArnOf("111111111111.dkr.ecr.eu-west-1.amazonaws.com/a/b-c@sha256:0"), arn);
        assert.throws(() => repositoryArnOf("python:3.12"), /"python:3\.12" is no image of an ECR registry/);
    });

    it("is built from a folder of the program's", () => {
        assert.equal(contextOf(built), `${root}/jobs/byoc`);
        assert.equal(contextOf(built, "/project"), "/project/jobs/byoc");
        assert.deepEqual(validateImage(built), []);
        assert.deepEqual(validateImage({ repository: "sagemaker-xgboost", tag: "1.7-1" }), []);
        const problem = (build: string) =>
            within(["algorithms", "forest", "image"], validateImage({ build }, root)).map(renderProblem);
        assert.deepEqual(problem("jobs/none"), [
            `algorithms.forest.image.build: there is no folder "jobs/none" in ${root}.`,
        ]);
        assert.deepEqual(problem("jobs/preprocess"), [
            'algorithms.forest.image.build: "jobs/preprocess" has no Dockerfile.',
        ]);
        for (const outside of ["../elsewhere", "/opt/byoc", "."]) {
            assert.deepEqual(problem(outside), [
                `algorithms.forest.image.build: "${outside}" must be a folder below the program's root, relative to it.`,
            ]);
        }
    });
});

describe("metrics of an image of one's own", () => {
    const definitions = metricDefinitions(built, "validation:r2.5")!;
    const read = (line: string) =>
        Object.fromEntries(
            definitions.flatMap(({ Name, Regex }) => {
                const value = new RegExp(Regex).exec(line)?.[1];
                return value === undefined ? [] : [[Name, Number(value)]];
            }),
        );

    it("are the usual ones and the gate's", () => {
        assert.deepEqual(
            definitions.map(({ Name }) => Name),
            [...customMetrics, "validation:r2.5"],
        );
        assert.equal(metricDefinitions(built, "validation:rmse")!.length, customMetrics.length);
    });

    it("are read from the lines that a container prints", () => {
        assert.deepEqual(read("[25] train:rmse=2101.3 train:mae=1e-05 validation:rmse=-0.5"), {
            "train:rmse": 2101.3,
            "train:mae": 0.00001,
            "validation:rmse": -0.5,
        });
        assert.deepEqual(read("validation:r2.5=1"), { "validation:r2.5": 1 });
        assert.deepEqual(read("validation:r2x5=1 my-validation:rmse=3"), {});
    });

    it("cannot be defined for SageMaker's own algorithms", () => {
        assert.equal(
            metricDefinitions({ repository: "sagemaker-xgboost", tag: "1.7-1" }, "validation:rmse"),
            undefined,
        );
    });
});
