import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stackScope, validateScope } from "../../../components/access/stackScope";
import { Foundation } from "../../../components/foundation/Foundation";
import { renderProblem } from "../../../components/validation/problem";
import { record } from "../../support/recorder";

const config = { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["333333333333"]' };

describe("the scope of a stack", () => {
    const before = pulumi.runtime.allConfig();
    afterEach(() => pulumi.runtime.setAllConfig(before));

    /** The scope of a stack that is called `local`. */
    async function read(config: Record<string, string>, given = {}) {
        pulumi.runtime.setAllConfig(config);
        return (await record(() => stackScope("cars", given))).result;
    }

    it("is told by the stack's config and its name", async () => {
        const scope = await read(config);
        assert.deepEqual(scope, {
            partition: "aws",
            region: "eu-west-1",
            accountId: "333333333333",
            stage: "local",
            prefix: "drivetrain-local-cars",
        });
        assert.deepEqual(validateScope(scope), []);
    });

    it("takes the account from where Drivetrain's own stacks have it, too", async () => {
        assert.equal((await read({ "drivetrain:accountId": "333333333333" })).accountId, "333333333333");
    });

    it("is otherwise as far as a program says so", async () => {
        const given = { region: "us-east-2", stage: "dev" };
        const { region, accountId, prefix } = await read(config, given);
        assert.deepEqual([region, accountId, prefix], ["us-east-2", "333333333333", "drivetrain-dev-cars"]);
    });

    it("is refused where config lacks something, by what that is and where to set it", async () => {
        assert.deepEqual(validateScope(await read({})).map(renderProblem), [
            "aws:region: is missing; it must be a region of the partition aws, e.g. us-east-1; set it in Pulumi.local.yaml.",
            "aws:allowedAccountIds[0]: is missing; it must be the twelve digits of the one AWS account that the stack " +
                "may touch; set it in Pulumi.local.yaml, in quotes.",
        ]);
        const wrong = await read({ "aws:region": "us-gov-west-1", "aws:allowedAccountIds": "[12]" });
        assert.deepEqual(
            validateScope(wrong).map((problem) => renderProblem(problem).split(" ").slice(0, 4).join(" ")),
            ['aws:region: "us-gov-west-1" must be', 'aws:allowedAccountIds[0]: "12" must be'],
        );
    });

    it("is what a component has that is given none", async () => {
        pulumi.runtime.setAllConfig(config);
        const { result } = await record(() => new Foundation("cars"));
        assert.equal(result.names.landingBucket, "drivetrain-333333333333-local-cars-landing");
        pulumi.runtime.setAllConfig({});
        await assert.rejects(
            record(() => new Foundation("cars")),
            (error: unknown) => pulumi.ResourceError.isInstance(error) && /aws:region: is missing/.test(error.message),
        );
    });
});
