import assert from "node:assert/strict";
import { validateLocations } from "../../../components/model/locations";
import type { Locations } from "../../../components/model/model";
import { trainingLocations } from "../../../components/training/locations";
import { renderProblem } from "../../../components/validation/problem";

const problems = (locations: Locations) => validateLocations({ name: "used-cars", locations }).map(renderProblem);

describe("locations of a training pipeline", () => {
    it("have defaults", () => {
        assert.deepEqual(trainingLocations({ name: "used-cars" }, "xgboost"), {
            landingPrefix: "training/",
            dataPrefix: "data/",
            runsPrefix: "runs/xgboost/",
            scoresPrefix: "scores/",
            capturePrefix: "used-cars/",
        });
    });

    it("come from the model", () => {
        const locations = {
            landing: "in/cars/",
            data: "parts/cars/",
            runs: "out/",
            scores: "told/",
            captures: "seen/cars/",
        };
        assert.deepEqual(problems(locations), []);
        assert.deepEqual(trainingLocations({ name: "used-cars", locations }, "xgboost"), {
            landingPrefix: "in/cars/",
            dataPrefix: "parts/cars/",
            runsPrefix: "out/xgboost/",
            scoresPrefix: "told/",
            capturePrefix: "seen/cars/",
        });
    });

    it("are refused, by their paths, where S3, IAM or EventBridge would read them otherwise", () => {
        for (const prefix of ["", "/", "training", "/training/", "a//b/", "a*/", "a b/", `${"a".repeat(200)}/`]) {
            assert.match(problems({ landing: prefix })[0] ?? "", /^locations\.landing: ".*" must be folders/);
        }
        // So that a place in a run's folder fits into a property of the model registry.
        assert.deepEqual(problems({ runs: `${"a".repeat(99)}/` }), []);
        assert.match(problems({ runs: `${"a".repeat(100)}/` })[0] ?? "", /in 100 characters at most/);
    });

    it("are refused in folders that are taken in the same bucket, and taken in others", () => {
        const inArtifacts = ["code/", "records/", "monitoring/", "queries/"];
        const inCaptures = ["consolidated/", "reports/", "queries/"];
        const taken = (name: keyof Locations, folder: string) =>
            problems({ [name]: `${folder}cars/` }).filter((one) => one.includes("is the place of"));
        for (const [names, own, other] of [
            [["runs", "scores"], inArtifacts, inCaptures],
            [["captures", "requests"], inCaptures, inArtifacts],
        ] as const) {
            for (const name of names) {
                for (const folder of own) {
                    assert.match(
                        taken(name, folder).join(),
                        new RegExp(`^locations\\.${name}: ${folder} is the place of`),
                    );
                }
                for (const folder of other) {
                    if (!own.includes(folder)) assert.deepEqual(taken(name, folder), [], folder);
                }
            }
        }
        assert.deepEqual(problems({ runs: "codes/" }), []);
        assert.deepEqual(problems({ landing: "queries/", scoring: "reports/", groundTruth: "records/" }), []);
    });

    it("are refused where a model's name makes one of them a folder that is taken", () => {
        const of = (name: string) => validateLocations({ name }).map(renderProblem);
        assert.deepEqual(of("reports"), [
            "locations.captures: reports/ is the place of the reports of monitoring runs; take another one.",
        ]);
        assert.deepEqual(of("code"), []);
    });

    it("are refused where one is in another of the same bucket", () => {
        assert.deepEqual(problems({ landing: "in/", scoring: "in/batches/" }), [
            'locations.scoring: "in/batches/" and "in/" (landing) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ landing: "scoring/" }), [
            'locations.scoring: "scoring/" and "scoring/" (landing) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ scores: "runs/scores/" }), [
            'locations.scores: "runs/scores/" and "runs/" (runs) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ requests: "used-cars/asked/" }), [
            'locations.requests: "used-cars/asked/" and "used-cars/" (captures) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ captures: "requests/cars/" }), [
            'locations.requests: "requests/" and "requests/cars/" (captures) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ groundTruth: "training/labels/" }), [
            'locations.groundTruth: "training/labels/" and "training/" (landing) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ scoring: "ground-truth/" }), [
            'locations.groundTruth: "ground-truth/" and "ground-truth/" (scoring) must not be one in the other.',
        ]);
        assert.deepEqual(problems({ landing: "in/train/", scoring: "in/score/", groundTruth: "in/labels/" }), []);
        // Other buckets.
        assert.deepEqual(problems({ landing: "a/", runs: "a/", requests: "a/" }), []);
    });
});
