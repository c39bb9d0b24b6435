import assert from "node:assert/strict";
import { states } from "../../../components/asl/states";
import { StateMachine } from "../../../components/blocks/StateMachine";
import { document, record } from "../../support/recorder";

const definition = states({
    QueryLanguage: "JSONata",
    StartAt: "Done",
    States: { Done: { Type: "Pass", End: true } },
});

describe("StateMachine", () => {
    it("logs, traces, and runs with its own role", async () => {
        const { inputs } = await record(
            () =>
                new StateMachine("runs", {
                    scope: {
                        partition: "aws",
                        region: "us-east-1",
                        accountId: "111111111111",
                        stage: "local",
                        prefix: "p",
                    },
                    stateMachineName: "p-runs",
                    definition,
                    statements: [{ Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:::topic" }],
                }),
        );
        const made = inputs("aws:sfn/stateMachine:StateMachine");
        assert.deepEqual(document(made["definition"]), definition);
        assert.deepEqual(made["loggingConfiguration"], {
            level: "ALL",
            includeExecutionData: true,
            logDestination: "arn:of:aws:cloudwatch/logGroup:LogGroup:/aws/vendedlogs/states/p-runs:*",
        });
        assert.deepEqual(made["tracingConfiguration"], { enabled: true });
        assert.equal(made["roleArn"], "arn:of:aws:iam/role:Role:p-runs");
        const statements = document(inputs("aws:iam/rolePolicy:RolePolicy")["policy"])["Statement"] as object[];
        assert.deepEqual(statements[0], { Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:::topic" });
        assert.equal(statements.length, 3);
    });
});
