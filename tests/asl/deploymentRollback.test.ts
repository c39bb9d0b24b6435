import assert from "node:assert/strict";
import { names } from "../components/deployment/definitionArgs";
import { modelName } from "./deploymentAnswers";
import { exported, runsOf } from "./deploymentRuns";
import { old, packageArn } from "./leaseRuns";
import { argumentsOf, callsOf, type Scenarios } from "./scenarios";
import type { Outcome } from "./walks";

describe("asl: a version that is rejected", function () {
    this.timeout(240_000);

    let runs: Scenarios;
    before(async () => {
        runs = await runsOf("standard");
    });

    const outcome = (name: string) => runs.outcome(name);
    const changes = ({ calls }: Outcome) =>
        calls.filter(({ resource }) => /(create|update|delete)Endpoint$/.test(resource)).map(({ state }) => state);
    const champion = (run: Outcome) => new Map(exported(run) as [string, unknown][]).get("model-name");
    const before2 = packageArn.replace(/\d+$/, "2");

    for (const name of ["before traffic moves", "while it waits for machines"]) {
        it(`is not deployed, though it was wanted when its deployment began: ${name}`, () => {
            const run = outcome(`rejected ${name}`);
            assert.deepEqual([run.status, run.error], ["FAILED", "VersionRejected"]);
            assert.match(String(run.cause), new RegExp(`^Ask for the approval: ${packageArn} is Rejected by now`));
            assert.deepEqual(exported(run), []);
            assert.deepEqual(changes(run), name === "before traffic moves" ? [] : ["Update endpoint"]);
            // The words of who has rejected it stay.
            assert.deepEqual(callsOf(run, "Reject the model"), []);
        });
    }

    it("is asked about right before each change of the endpoint, and once it serves", () => {
        for (const name of [
            "first model",
            "better than its rival",
            "update short of machines",
            "rejected: the champion",
        ]) {
            const states = outcome(name).calls.map(({ state }) => state);
            const changing = states.flatMap((state, index) =>
                /^(Create|Update) endpoint$/.test(state) ? [index] : [],
            );
            for (const index of changing) {
                const since = states.slice(states.lastIndexOf("Ask for the approval", index) + 1, index);
                assert.ok(since.length <= 7 && since[0] === "Check endpoint", `${name}: ${since.join(", ")}`);
            }
            assert.ok(states.indexOf("Ask for the approval again") > states.lastIndexOf("Describe endpoint"), name);
            assert.ok(states.indexOf("Ask for the approval again") < states.indexOf("Put parameter"), name);
        }
    });

    it("does not become the champion where it came to serve meanwhile; its settlement brings back the one before", () => {
        const run = outcome("rejected while it is updated");
        assert.deepEqual([run.status, run.error, exported(run)], ["FAILED", "VersionRejected", []]);
        assert.deepEqual([...callsOf(run, "Approve the model"), ...callsOf(run, "Reject the model")], []);
        const settled = outcome("settled: rejected by a person, and serves");
        assert.equal(settled.output?.["verdict"], "rolled back", String(settled.cause));
        assert.equal(champion(settled), old);
        assert.deepEqual(callsOf(settled, "Approve the model"), []);
    });

    for (const name of [
        ...["the champion", "what serves, before its export", "the endpoint was deleted"],
        "the one before on another page, behind one that never served",
    ]) {
        it(`gives way to the last one that has served and is still approved: ${name}`, () => {
            const run = outcome(`rejected: ${name}`);
            assert.equal(run.output?.["verdict"], "rolled back", String(run.cause));
            assert.equal(champion(run), old);
            assert.equal(run.output["modelName"], old);
            assert.equal(run.output["championModelName"], modelName);
            assert.match(
                String(run.output["reason"]),
                new RegExp(`^${modelName} was rejected, so ${old}, which served`),
            );
            const [configuration] = argumentsOf(run, "Create endpoint configuration");
            assert.match(JSON.stringify(configuration?.["ProductionVariants"]), new RegExp(`"ModelName":"${old}"`));
            assert.equal(run.output["endpointConfigName"], configuration?.["EndpointConfigName"]);
            assert.notEqual(configuration?.["EndpointConfigName"], modelName);
            // The run that trained it keeps its own verdict.
            assert.deepEqual(callsOf(run, "Store the verdict"), []);
        });
    }

    it("is never its own successor, nor is one that never served", () => {
        const run = outcome("rejected: the one before on another page, behind one that never served");
        assert.deepEqual(
            argumentsOf(run, "Look at the version before").map((one) => one["ModelPackageName"]),
            [before2, packageArn.replace(/\d+$/, "1")],
        );
        const pages = argumentsOf(run, "Find the version before");
        assert.deepEqual(
            pages.map(({ NextToken, ...query }) => [NextToken, query]),
            [undefined, "1"].map((token) => [
                token,
                {
                    ModelPackageGroupName: names.modelPackageGroup,
                    ModelApprovalStatus: "Approved",
                    SortBy: "CreationTime",
                    SortOrder: "Descending",
                    MaxResults: 100,
                },
            ]),
        );
    });

    it("takes its champion's place in Parameter Store along where none comes back", () => {
        const run = outcome("rejected: the champion, and none before");
        assert.equal(run.output?.["verdict"], "withdrawn", String(run.cause));
        assert.match(String(run.output["reason"]), /no version that served before it is approved: there is none/);
        assert.equal(run.output["modelPackageArn"], packageArn);
        const deleted = argumentsOf(run, "Withdraw the champion")[0]?.["Names"] as string[];
        assert.equal(deleted.length, 8);
        assert.ok(deleted.includes(`${names.parameterPrefix}/champion/model-name`));
        assert.deepEqual([exported(run), changes(run)], [[], []]);
    });

    for (const [name, verdict] of [
        ["what does not serve", "settled"],
        ["approved again", "duplicate"],
    ]) {
        it(`changes nothing else: ${name}`, () => {
            const run = outcome(`rejected: ${name}`);
            assert.equal(run.output?.["verdict"], verdict, String(run.cause));
            assert.deepEqual([exported(run), changes(run)], [[], []]);
            assert.deepEqual(
                run.calls.filter(({ resource }) => /updateModelPackage|deleteParameters/.test(resource)),
                [],
            );
        });
    }

    it("leaves the one before approved where its update fails, and has the settlement try again", () => {
        const run = outcome("rejected: the update falls back");
        assert.equal(run.error, "EndpointNotServing");
        assert.deepEqual([exported(run), callsOf(run, "Reject the model")], [[], []]);
        for (const name of ["settled: a rollback", "rejected: the one before serves already"]) {
            const again = outcome(name);
            assert.equal(again.output?.["verdict"], "rolled back", `${name}: ${again.cause}`);
            assert.deepEqual([champion(again), changes(again)], [old, []], name);
        }
    });

    it("waits for no training run, whose deployment finds that its model has met another champion", () => {
        const values = (name: string) =>
            argumentsOf(outcome(name), "Take the lease")[0]?.["ExpressionAttributeValues"] as Record<string, object>;
        assert.match(
            String(argumentsOf(outcome("first model"), "Take the lease")[0]?.["ConditionExpression"]),
            / OR begins_with\(execution, :yielding\)$/,
        );
        assert.match(
            JSON.stringify(values("rejected: the champion")[":yielding"]),
            new RegExp(`:${names.training}:"}$`),
        );
        // An ARN begins with no hyphen.
        assert.deepEqual(values("first model")[":yielding"], { S: "-" });
    });
});
