import assert from "node:assert/strict";
import type { Leftovers } from "../../../cli/teardown/leftovers";
import { surveyText } from "../../../cli/teardown/survey";

const nothing: Leftovers = {
    ...{ executions: [], jobs: [], scalableTargets: [], endpoints: [], endpointConfigs: [], models: [] },
    ...{ alarms: [], modelPackages: [], parameters: [] },
};
const rest = { outputs: undefined, refusal: undefined, resources: 170 };

describe("cli: the preview of down", () => {
    it("says that a plain destroy stops at groups that have versions, and what deletes them", () => {
        const leftovers = { ...nothing, endpoints: ["e"], modelPackages: ["one", "two"] };
        assert.equal(
            surveyText({ name: "dev" }, { ...rest, leftovers }),
            "This removes from the stack dev: 170 resources, 1 endpoint, 2 model versions.\n" +
                "A plain `pulumi destroy` would stop at the model package groups, since SageMaker deletes none that has " +
                "versions (there are 2): `npx drivetrain down -s dev` deletes the versions first.",
        );
    });

    it("says nothing of groups that are empty", () => {
        const text = "This removes from the stack dev: 170 resources.";
        assert.equal(surveyText({ name: "dev" }, { ...rest, leftovers: nothing }), text);
        assert.equal(surveyText({ name: "dev" }, { ...rest, leftovers: undefined }), text);
    });
});
