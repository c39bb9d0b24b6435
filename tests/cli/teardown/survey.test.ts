import assert from "node:assert/strict";
import type { Leftovers } from "../../../cli/teardown/leftovers";
import { surveyText } from "../../../cli/teardown/survey";
import type { ModelOutputs } from "../../../contracts/outputs";

const nothing: Leftovers = {
    ...{ executions: [], jobs: [], scalableTargets: [], endpoints: [], endpointConfigs: [], models: [] },
    ...{ alarms: [], modelPackages: [], parameters: [] },
};
const rest = { outputs: undefined, refusal: undefined, resources: 170 };

const dev = { name: "dev", local: false };

describe("cli: the preview of down", () => {
    it("says that a plain destroy stops at groups that have versions, and what deletes them", () => {
        const leftovers = { ...nothing, endpoints: ["e"], modelPackages: ["one", "two"] };
        assert.equal(
            surveyText(dev, { ...rest, leftovers }),
            "This removes from the stack dev: 170 resources, 1 endpoint, 2 model versions.\n" +
                "A plain `pulumi destroy` would stop at the model package groups, since SageMaker deletes none that has " +
                "versions (there are 2): `npx drivetrain down -s dev` deletes the versions first.",
        );
    });

    it("says which logs stay, and how long they can be read", () => {
        const pipelines = { xgboost: { endpointName: "used-cars-xgboost-dev" } };
        const outputs = { model: "used-cars", pipelines } as unknown as ModelOutputs;
        const found = { ...rest, outputs, leftovers: nothing };
        assert.match(
            surveyText(dev, found),
            /\nWhat the endpoints logged stays \(\/aws\/sagemaker\/Endpoints\/used-cars-xgboost-dev\); it can be read as long/,
        );
        // The local stage ends with all that is on it.
        assert.doesNotMatch(surveyText({ name: "local", local: true }, found), /stays/);
    });

    it("says nothing of groups that are empty", () => {
        const text = "This removes from the stack dev: 170 resources.";
        assert.equal(surveyText(dev, { ...rest, leftovers: nothing }), text);
        assert.equal(surveyText(dev, { ...rest, leftovers: undefined }), text);
    });
});
