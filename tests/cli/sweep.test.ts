import assert from "node:assert/strict";

import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";

import type { ModelOutputs } from "../../cli/shared/outputs";
import { findLeftovers, isRunName, leftoversText, sweep, type SweepClients } from "../../cli/shared/sweep";

const run = "20260102-030405-0123abcd";
const outputs = {
    model: "used-cars",
    pipelines: {
        xgboost: {
            stateMachineArn: "arn:x",
            endpointName: "used-cars-xgboost-local",
            parameterPrefix: "/drivetrain/local/used-cars/xgboost",
        },
    },
} as unknown as ModelOutputs;

type Request = Record<string, unknown>;

/** Clients that answer from a table by command and note every call. */
function fakes(answers: Record<string, (request: Request) => object>): {
    clients: SweepClients;
    calls: [string, Request][];
} {
    const calls: [string, Request][] = [];
    const send = async (command: { constructor: { name: string }; input: Request }): Promise<object> => {
        calls.push([command.constructor.name, command.input]);
        return answers[command.constructor.name]?.(command.input) ?? {};
    };
    const region = "us-east-1";
    return {
        calls,
        clients: {
            sagemaker: Object.assign(new SageMakerClient({ region }), { send }),
            ssm: Object.assign(new SSMClient({ region }), { send }),
            sfn: Object.assign(new SFNClient({ region }), { send }),
        },
    };
}

describe("cli: what runs made", () => {
    it("is known by the names that runs give", () => {
        assert.equal(isRunName(`used-cars-xgboost-${run}`, "used-cars", "xgboost"), true);
        assert.equal(isRunName(`used-cars-xgboost-${run}-1`, "used-cars", "xgboost"), true);
        assert.equal(isRunName("used-cars-xgboost-mine", "used-cars", "xgboost"), false);
        assert.equal(isRunName(`used-cars-xgboost-2-${run}`, "used-cars", "xgboost"), false);
        assert.equal(isRunName(`old-used-cars-xgboost-${run}`, "used-cars", "xgboost"), false);
    });

    it("is found page by page, and what is somebody else's is left alone", async () => {
        const { clients } = fakes({
            ListExecutionsCommand: () => ({ executions: [{ executionArn: "arn:run" }] }),
            ListEndpointsCommand: () => ({
                Endpoints: [{ EndpointName: "used-cars-xgboost-local" }, { EndpointName: "used-cars-xgboost-dev" }],
            }),
            ListEndpointConfigsCommand: () => ({
                EndpointConfigs: [{ EndpointConfigName: `used-cars-xgboost-${run}` }],
            }),
            ListModelsCommand: ({ NextToken }) =>
                NextToken
                    ? { Models: [{ ModelName: `used-cars-xgboost-${run}` }] }
                    : { Models: [{ ModelName: "used-cars-notebook" }], NextToken: "2" },
            GetParametersByPathCommand: ({ Path }) => ({ Parameters: [{ Name: `${String(Path)}/champion/metrics` }] }),
        });
        const found = await findLeftovers(outputs, clients);
        assert.deepEqual(found, {
            executions: ["arn:run"],
            endpoints: ["used-cars-xgboost-local"],
            endpointConfigs: [`used-cars-xgboost-${run}`],
            models: [`used-cars-xgboost-${run}`],
            parameters: ["/drivetrain/local/used-cars/xgboost/champion/metrics"],
        });
        assert.equal(
            leftoversText(found),
            "1 running execution, 1 endpoint, 1 endpoint configuration, 1 model, 1 parameter",
        );
    });

    it("goes in the order of use: runs, endpoints, configurations, models, parameters ten at a time", async () => {
        const { clients, calls } = fakes({});
        const parameters = Array.from({ length: 12 }, (_, index) => `/p/${index}`);
        await sweep(
            { executions: ["e"], endpoints: ["n"], endpointConfigs: ["c"], models: ["m"], parameters },
            clients,
        );
        assert.deepEqual(
            calls.map(([name]) => name),
            [
                "StopExecutionCommand",
                "DeleteEndpointCommand",
                "DeleteEndpointConfigCommand",
                "DeleteModelCommand",
                "DeleteParametersCommand",
                "DeleteParametersCommand",
            ],
        );
        assert.equal((calls[5]?.[1].Names as string[]).length, 2);
    });

    it("may be gone already, but other errors count", async () => {
        const gone = fakes({
            DeleteEndpointCommand: () => {
                throw new Error('Could not find endpoint "n".');
            },
        });
        const leftovers = { executions: [], endpoints: ["n"], endpointConfigs: [], models: [], parameters: [] };
        await sweep(leftovers, gone.clients);
        const denied = fakes({
            DeleteEndpointCommand: () => {
                throw new Error("not authorized");
            },
        });
        await assert.rejects(sweep(leftovers, denied.clients), /not authorized/);
    });

    it("may be nothing", () => {
        assert.equal(
            leftoversText({ executions: [], endpoints: [], endpointConfigs: [], models: [], parameters: [] }),
            undefined,
        );
    });
});
