import assert from "node:assert/strict";
import fc from "fast-check";
import type { MonitoringSettings } from "../../../components/model/monitoring";
import { validateMonitoring } from "../../../components/model/validateMonitoring";
import { renderProblem } from "../../../components/validation/problem";
import type { Column } from "../../../contracts/dataset";
import { models } from "../../../infra/models";

const columns: readonly Column[] = [
    { name: "id", type: "string" },
    { name: "price", type: "number" },
    { name: "mileage", type: "number" },
    { name: "make", type: "string" },
    { name: "body", type: "string", values: ["sedan", "wagon"] },
    { name: "grade", type: "string", ordered: ["poor", "good"] },
    { name: "leather", type: "boolean" },
    { name: "colour", type: "string", ignored: true },
];

const model = { identifier: "id", target: "price", columns };
const image = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer";

/** What is said of settings, of which a person may have written anything. */
function problemsOf(monitoring: object): string[] {
    return validateMonitoring({ ...model, monitoring }, "us-east-1").map(renderProblem);
}

const facet = { column: "body", group: "sedan", favourable: 20_000 };
const there = 'there are "make", "body", "grade" and "leather".';
const mustBe = `it must be a text or a boolean that the model learns from: ${there}`;

describe("how a model is watched", () => {
    it("is usable as it is in the models that there are", () => {
        for (const one of models) assert.deepEqual(validateMonitoring(one, "us-east-1"), []);
        for (const monitoring of [undefined, true, false]) {
            assert.deepEqual(validateMonitoring({ ...model, monitoring }, "us-east-1"), []);
        }
    });

    it("may say everything that there is to say", () => {
        const all: Required<MonitoringSettings> = {
            method: "psi",
            threshold: 0.2,
            categoricalThreshold: 0.3,
            fdr: 0.05,
            completenessSlack: 0,
            typeShare: 1,
            domainShare: 0.9,
            features: { mileage: { threshold: 0.1, method: "robust", direction: "up", watched: true } },
            persistence: { windows: 3, found: 2 },
            slices: ["make", "leather"],
            fewestRows: 100,
            fairness: { column: "make", group: ["Saab", "Volvo"], favourable: { atLeast: 1, atMost: 2 } },
            fairnessThreshold: 0.2,
            qualitySlack: 0.2,
            metrics: { r2: { threshold: -1 } },
            attribution: true,
            leastNdcg: 0.95,
        };
        assert.deepEqual(problemsOf({ ...all, schedule: "rate(1 day)" }), []);
        for (const one of [facet, { ...facet, column: "leather", group: "true" }, { ...facet, group: ["wagon"] }]) {
            assert.deepEqual(problemsOf({ fairness: one }), []);
        }
    });

    const mistakes: [what: string, settings: object, ...sentences: string[]][] = [
        ["a setting that there is not", { slice: [] }, "monitoring.slice: is no setting; there are method, "],
        ["a method that there is not", { method: "ks" }, 'monitoring.method: "ks" must be "auto", "simple", '],
        ["a negative distance", { threshold: -1 }, "monitoring.threshold: -1 must be a number of 0 or more."],
        ["a share of nothing", { fdr: 0 }, "monitoring.fdr: 0 must be a share above 0, 1 at most."],
        [
            "a slice by the identifier",
            { slices: ["id"] },
            `monitoring.slices[0]: "id" is no column that the model learns from; ${mustBe}`,
        ],
        [
            "a slice by an ignored column",
            { slices: ["colour"] },
            'monitoring.slices[0]: "colour" is no column that the model learns',
        ],
        [
            "a slice by a number",
            { slices: ["make", "mileage"] },
            `monitoring.slices[1]: "mileage" is of type "number"; ${mustBe}`,
        ],
        ["a slice twice", { slices: ["make", "make"] }, 'monitoring.slices[1]: "make" is there twice.'],
        ["slices that are no list", { slices: "make" }, 'monitoring.slices: "make" must be a list of columns\' names.'],
        [
            "a slice of half a row",
            { fewestRows: 0.5 },
            "monitoring.fewestRows: 0.5 must be a whole number of at least 1.",
        ],
        [
            "no window",
            { persistence: { windows: 0, found: 0 } },
            "monitoring.persistence.windows: 0 must be a whole number from 1 to 50.",
            "monitoring.persistence.found: 0 must be a whole number of at least 1.",
        ],
        [
            "more windows than are handed on",
            { persistence: { windows: 51, found: 2 } },
            "monitoring.persistence.windows: 51 must be a whole number from 1 to 50.",
        ],
        [
            "more findings than windows",
            { persistence: { windows: 2, found: 3 } },
            "monitoring.persistence.found: 3 must not be more than the 2 windows that are looked at.",
        ],
        ["half a persistence", { persistence: { windows: 3 } }, "monitoring.persistence.found: is missing."],
        [
            "a facet by a number",
            { fairness: { ...facet, column: "mileage" } },
            'monitoring.fairness.column: "mileage" is of type "number"; it must be',
        ],
        [
            "half a facet",
            { fairness: { column: "body" } },
            "monitoring.fairness.group: is missing.",
            "monitoring.fairness.favourable: is missing.",
        ],
        [
            "a group that there is not",
            { fairness: { ...facet, group: "coupe" } },
            'monitoring.fairness.group: "coupe" is no value of "body"; there are "sedan" and "wagon".',
        ],
        [
            "a rank that there is not",
            { fairness: { ...facet, column: "grade" } },
            'monitoring.fairness.group: "sedan" is no value of "grade"; there are "poor" and "good".',
        ],
        [
            "a boolean's group in other words",
            { fairness: { ...facet, column: "leather", group: "yes" } },
            'monitoring.fairness.group: "yes" is no value of "leather"; there are "true" and "false".',
        ],
        [
            "a group of everybody",
            { fairness: { ...facet, group: ["sedan", "wagon"] } },
            'monitoring.fairness.group: has all values of "body", so that nobody is left',
        ],
        [
            "a group of nobody",
            { fairness: { ...facet, group: [] } },
            "monitoring.fairness.group: [] must be a value of the column as text",
        ],
        [
            "a favour in words",
            { fairness: { ...facet, favourable: "high" } },
            'monitoring.fairness.favourable: "high" must be a number',
        ],
        [
            "a favour without bounds",
            { fairness: { ...facet, favourable: {} } },
            "monitoring.fairness.favourable: must have atLeast, atMost or both.",
        ],
        [
            "a bound in words",
            { fairness: { ...facet, favourable: { atMost: "1" } } },
            'monitoring.fairness.favourable.atMost: "1" must be a number.',
        ],
        [
            "a feature that there is not",
            { features: { colour: {} } },
            "monitoring.features.colour: is no setting; there are mileage, make, ",
        ],
        [
            "a metric that there is not",
            { metrics: { auc: { threshold: 1 } } },
            "monitoring.metrics.auc: is no setting; there are mae, mse, rmse and r2.",
        ],
    ];
    for (const [what, settings, ...sentences] of mistakes) {
        it(`refuses ${what}`, () => {
            const found = problemsOf(settings);
            assert.equal(found.length, sentences.length, found.join("\n"));
            for (const [place, sentence] of sentences.entries()) {
                assert.ok(found[place]?.startsWith(sentence), `${found[place]} should begin with ${sentence}`);
            }
        });
    }

    it("may be by Model Monitor's own container, with its schedule alone beside it", () => {
        for (const one of [image, `${image}:latest`, `${image}@sha256:${"0a".repeat(32)}`]) {
            assert.deepEqual(problemsOf({ image: one, schedule: "rate(1 day)" }), []);
        }
        const form = "must be the image of Model Monitor in ECR: <account>.dkr.ecr.<region>.amazonaws.com/<repository>";
        for (const one of ["sagemaker-model-monitor-analyzer", `https://${image}`, `${image}:`, `${image} `, 5, ""]) {
            const [problem, ...others] = problemsOf({ image: one });
            assert.deepEqual(others, []);
            assert.ok(problem?.startsWith(`monitoring.image: ${JSON.stringify(one)} ${form}`), problem);
        }
        assert.deepEqual(problemsOf({ image: image.replace("us-east-1", "eu-west-1") }), [
            "monitoring.image: is in eu-west-1, and SageMaker takes images of the stack's own region, us-east-1.",
        ]);
        assert.deepEqual(problemsOf({ image, slices: ["make"], persistence: undefined }), [
            "monitoring.slices: is asked of the analyzer, whose place `image` takes; leave one of the two out.",
        ]);
    });

    it("refuses columns that Model Monitor cannot read", () => {
        const dotted: Column = { name: "engine.size", type: "number" };
        const found = validateMonitoring(
            { ...model, columns: [...columns, dotted], monitoring: { image } },
            "us-east-1",
        );
        assert.deepEqual(found.map(renderProblem), [
            'monitoring.image: Model Monitor cannot read the column "engine.size"; rename it without . and `.',
        ]);
    });

    it("is refused in sentences, never in an exception, whatever stands there", () => {
        const names = ["persistence", "slices", "fewestRows", "fairness", "fairnessThreshold", "features", "metrics"];
        fc.assert(
            fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (settings) => {
                for (const problem of problemsOf(settings)) assert.match(problem, /^monitoring\..+: .+\.$/s);
            }),
            { seed: 13 },
        );
    });
});
