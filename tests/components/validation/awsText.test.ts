import assert from "node:assert/strict";
import { awsTexts, validateText } from "../../../components/validation/awsText";
import { renderProblem } from "../../../components/validation/problem";

const problemOf = (text: string, field: keyof typeof awsTexts) =>
    validateText(["field"], text, awsTexts[field]).map(renderProblem).join();

describe("a text that AWS keeps", () => {
    const refused: readonly (readonly [keyof typeof awsTexts, string])[] = [
        ["roleName", "drivetrain/train"],
        ["roleDescription", "Predicts цена"],
        ["roleDescription", "in €"],
        ["functionName", "a.b"],
        ["ruleName", "a b"],
        ["stateMachineName", "größe"],
        ["hyperparameter", "one\ntwo"],
        ["hyperparameterName", "a\nb"],
        ["tunedValue", "a\nb"],
        ["metricName", "validation:rmse%"],
        ["imageRepository", "XGBoost"],
        ["imageTag", "1 7"],
        ["imageTag", ".1"],
    ];
    for (const [field, text] of refused) {
        it(`is refused for its characters: ${JSON.stringify(text)} as ${field}`, () => {
            const { taker, characters } = awsTexts[field] as { taker: string; characters?: string };
            assert.equal(
                problemOf(text, field),
                `field: ${JSON.stringify(text)} must be what ${taker}: ${characters}.`,
            );
        });
    }

    it("is refused for its length, which counts characters and not their parts", () => {
        assert.equal(
            problemOf("x".repeat(257), "functionDescription"),
            `field: "${"x".repeat(77)}..." has 257 characters, and what Lambda takes in a function's description has 256.`,
        );
        assert.equal(problemOf("😀".repeat(256), "functionDescription"), "");
        assert.equal(
            problemOf("", "hyperparameter"),
            'field: "" has 0 characters, and what SageMaker takes as a hyperparameter has 1 to 2500.',
        );
    });

    it("is taken up to its limit, with all the characters that AWS allows", () => {
        const taken: readonly (readonly [keyof typeof awsTexts, string])[] = [
            ["roleName", `a+=,.@-_${"x".repeat(56)}`],
            ["roleDescription", "Größe,\tin £\n"],
            ["metricName", "validation:größe 2/3"],
            ["imageRepository", "drivetrain-dev/used_cars.xgboost"],
            ["imageTag", "1.7-1"],
            ["hyperparameter", "[0.1, 'a']"],
        ];
        for (const [field, text] of taken) assert.equal(problemOf(text, field), "", field);
    });
});
