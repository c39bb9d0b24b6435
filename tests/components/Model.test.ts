import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Network } from "../../components/foundation/Network";
import { Model, type ModelArgs } from "../../components/Model";
import type { ModelDefinition } from "../../components/model/model";
import { usedCars } from "../../infra/models/used-cars";
import { record, type Recording, valueOf } from "../support/recorder";
import { scope } from "./training/pipelineArgs";

const { xgboost } = usedCars.algorithms;
/** A model of one algorithm, which is quick to make. */
const cars: ModelDefinition = { ...usedCars, algorithms: { xgboost: xgboost! } };

const build = (args: Partial<ModelArgs> = {}) => record(() => new Model("cars", { model: cars, scope, ...args }));

const stateMachinesOf = ({ resources }: Recording<unknown>) =>
    resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine").map(({ inputs }) => inputs["name"]);

describe("Model", () => {
    let whole: Recording<Model>;
    before(async () => {
        whole = await build({
            model: { ...cars, realtime: { timeoutSeconds: 25 } },
            logRetentionDays: 7,
            alertEmails: ["a@example.org"],
            capturePercentage: 20,
        });
    });

    it("is a whole model, each part by its own name", () => {
        const { foundation, training, scoring, realtime, monitoring } = whole.result;
        assert.equal(foundation.scope.prefix, scope.prefix);
        assert.deepEqual(Object.keys(training), ["xgboost"]);
        assert.equal(scoring?.scoringPrefix, "scoring/");
        assert.ok(realtime);
        assert.equal(monitoring?.groundTruthPrefix, "ground-truth/");
        assert.deepEqual(stateMachinesOf(whole).sort(), [
            "drivetrain-local-used-cars-monitor",
            "drivetrain-local-used-cars-scoring",
            "drivetrain-local-used-cars-xgboost-deployment",
            "drivetrain-local-used-cars-xgboost-training",
        ]);
    });

    it("hands its settings to every part that has them", () => {
        const { resources, inputs } = whole;
        for (const { type, inputs, name } of resources) {
            if (type === "aws:cloudwatch/logGroup:LogGroup") assert.equal(inputs["retentionInDays"], 7, name);
        }
        assert.equal(inputs("aws:sns/topicSubscription:TopicSubscription")["endpoint"], "a@example.org");
        const definition = String(
            inputs("aws:sfn/stateMachine:StateMachine", "cars-xgboost-deployment-executions")["definition"],
        );
        assert.match(definition, /"InitialSamplingPercentage":20/);
    });

    it("limits its real-time interface as the model says", () => {
        assert.equal(whole.inputs("aws:lambda/function:Function", "cars-realtime-predict")["timeout"], 25);
    });

    it("does without the parts that are turned off, and tells nothing of them", async () => {
        const training = await build({ scoring: false, realtime: false, monitoring: false });
        assert.deepEqual(stateMachinesOf(training), [
            "drivetrain-local-used-cars-xgboost-deployment",
            "drivetrain-local-used-cars-xgboost-training",
        ]);
        assert.ok(!training.resources.some(({ type }) => type.startsWith("aws:apigateway/")));
        const outputs = await valueOf(pulumi.output(training.result.outputs));
        for (const part of ["scoring", "realtime", "monitoring"]) assert.ok(!(part in outputs), part);
        assert.equal(outputs.landingBucket, "drivetrain-111111111111-local-used-cars-landing");
    });

    it("does without the tables where they are turned off, and QuickSight, which shows them", async () => {
        const isOfTables = ({ type }: { readonly type: string }) => /^aws:(athena|glue\/catalog)/.test(type);
        assert.ok(whole.resources.some(isOfTables));
        const without = await build({ insights: false });
        assert.deepEqual(without.resources.filter(isOfTables), []);
        assert.equal(without.result.insights, undefined);
        const outputs = await valueOf(pulumi.output(without.result.outputs));
        assert.ok(!("insights" in outputs));
        assert.ok("monitoring" in outputs);
        const arn = (name: string) => `arn:aws:quicksight:us-east-1:111111111111:group/default/${name}`;
        const quickSight = { groups: { authorsArn: arn("authors"), readersArn: arn("readers") } };
        await assert.rejects(build({ insights: false, quickSight }), {
            message: "quickSight: shows the tables of insights, which are turned off.",
        });
    });

    it("runs in a network that the same program makes", async () => {
        const vpc = { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-1"], routeTables: [{ id: "rtb-1" }] };
        const { inputs } = await record(
            () =>
                new Model("cars", {
                    ...{ model: cars, scope, scoring: false, realtime: false },
                    network: new Network("network", { scope }),
                }),
            { "awsx:ec2:Vpc": vpc },
        );
        assert.match(
            String(inputs("aws:sfn/stateMachine:StateMachine", "cars-xgboost-runs")["definition"]),
            /"VpcConfig":\{"Subnets":\["subnet-1"\],"SecurityGroupIds":\["network-jobs"\]\}/,
        );
    });

    it("makes nothing of its pipelines before all that they build on is there", async () => {
        const order: string[] = [];
        let finish = (): void => undefined;
        const ledger = new Promise<void>((resolve) => (finish = resolve));
        await pulumi.runtime.setMocks({
            newResource: async ({ type, name, inputs }) => {
                // The last one of the foundation: what does not wait was asked for by then.
                if (name === "used-cars-code-model-model.json") finish();
                if (type === "aws:dynamodb/table:Table") await ledger;
                // A component is nothing by itself.
                if (!type.startsWith("drivetrain:")) order.push(name);
                return { id: name, state: { ...(inputs as object), arn: name, keyId: name, url: name } };
            },
            call: () => ({ registryPath: "683313688378.dkr.ecr.us-east-1.amazonaws.com/image:1" }),
        });
        new Model("cars", { model: cars, scope });
        await pulumi.runtime.disconnect();
        const custom = (name: string) => /^cars-(xgboost|scoring|realtime)-/.test(name);
        const [first = ""] = order.filter(custom);
        assert.ok(order.filter(custom).length > 40, order.join());
        assert.ok(order.indexOf("cars-ledger") < order.indexOf(first), order.join());
        for (const name of order.filter((name) => name.startsWith("used-cars-code-"))) {
            assert.ok(order.indexOf(name) < order.indexOf(first), name);
        }
    });

    it("reports every problem of the model and of its settings at once, without a stack trace", async () => {
        const broken: ModelDefinition = {
            ...cars,
            target: "make",
            algorithms: { xgboost: { ...xgboost!, training: { ...xgboost!.training, instanceCount: 0 } } },
            locations: { landing: "training" },
            realtime: { burst: 0 },
        };
        const args = { model: broken, capturePercentage: 101, timeoutSeconds: 3600, scope: { ...scope, region: "" } };
        await assert.rejects(build(args), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.deepEqual(
                error.message.split("\n").map((line) => line.split(": ")[0]),
                [
                    "aws:region",
                    "model.target",
                    "model.algorithms.xgboost.training.instanceCount",
                    "model.locations.landing",
                    "model.realtime.burst",
                    "model.algorithms.xgboost.preprocessing.maxRuntime",
                    "model.algorithms.xgboost.training.maxRuntime",
                    "capturePercentage",
                ],
            );
            return true;
        });
    });
});
