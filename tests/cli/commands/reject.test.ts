import assert from "node:assert/strict";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SSMClient } from "@aws-sdk/client-ssm";
import { findRejected, requireServing } from "../../../cli/runs/rejection";
import { exitCodeFor } from "../../../cli/runs/trainingRun";
import { pipeline } from "../runs/pipelines";

const outputs = {
    model: "used-cars",
    pipelines: { xgboost: pipeline("xgboost", "automatic"), third: pipeline("third", "manual") },
};
const place = "arn:aws:sagemaker:us-east-1:111111111111";

/** A registry whose groups have two versions, the second of which waits. */
function registry(): SageMakerClient {
    const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
        const { ModelPackageGroupName: group = "", ModelPackageName = "" } = input as Record<string, string>;
        if (name === "DescribeModelPackageGroupCommand") {
            return { ModelPackageGroupArn: `${place}:model-package-group/${group}` };
        }
        if (name === "ListModelPackagesCommand") {
            return { ModelPackageSummaryList: [{ ModelPackageArn: `${place}:model-package/${group}/2` }] };
        }
        if (!/\/[12]$/.test(ModelPackageName)) throw new Error(`ModelPackage ${ModelPackageName} does not exist.`);
        return { ModelPackageArn: ModelPackageName };
    };
    return Object.assign(new SageMakerClient({ region: "us-east-1" }), { send });
}

function parameters(values: Readonly<Record<string, string>>): SSMClient {
    const send = async ({ input: { Name } }: { input: { Name: string } }) => {
        if (values[Name] === undefined) throw Object.assign(new Error("none"), { name: "ParameterNotFound" });
        return { Parameter: { Value: values[Name] } };
    };
    return Object.assign(new SSMClient({ region: "us-east-1" }), { send });
}

describe("cli: reject", () => {
    it("takes the version that is named, whoever approves, or else the newest that waits", async () => {
        const found = await findRejected(outputs, "xgboost", "1", "dev", registry());
        assert.deepEqual([found.arn, found.version], [`${place}:model-package/xgboost/1`, 1]);
        assert.equal((await findRejected(outputs, "third", undefined, "dev", registry())).version, 2);
    });

    it("refuses what is no version, in a sentence", async () => {
        const refused = (number: string | undefined, message: RegExp) =>
            assert.rejects(findRejected(outputs, "xgboost", number, "dev", registry()), {
                name: "UsageError",
                message,
            });
        await refused("7", /^xgboost has no version 7 in the group xgboost\.$/);
        for (const number of ["0", "-1", "1.5", "newest", ""]) {
            await refused(number, /is no version: they are numbered/);
        }
        await refused(
            undefined,
            /`npx drivetrain reject xgboost VERSION`, or take .* `npx drivetrain rollback xgboost`/,
        );
        await assert.rejects(findRejected(outputs, "forest", "1", "dev", registry()), /It has: xgboost, third\.$/);
    });
});

describe("cli: rollback", () => {
    it("takes the version out of service that Parameter Store names", async () => {
        const ssm = parameters({ "/third/champion/model-package-arn": `${place}:model-package/third/2` });
        assert.equal((await requireServing(outputs, "third", "dev", { ssm, sagemaker: registry() })).version, 2);
    });

    it("says where nothing serves", async () => {
        await assert.rejects(requireServing(outputs, "third", "dev", { ssm: parameters({}), sagemaker: registry() }), {
            name: "CommandError",
            message: /^No version of third serves, so there is nothing to roll back: `npx drivetrain status -s dev`\.$/,
        });
    });

    it("ends as a rejection does where no version comes back", () => {
        const run = (verdict: "rolled back" | "withdrawn") => ({
            ...{ algorithm: "third", status: "SUCCEEDED", executionArn: "arn", seconds: 1, states: [] },
            output: { verdict, reason: "" },
        });
        assert.deepEqual([exitCodeFor([run("rolled back")]), exitCodeFor([run("withdrawn")])], [0, 3]);
    });
});
