import assert from "node:assert/strict";
import { failWith } from "../../../components/asl/failures";
import { jobVariables, polledJob, syncJob, tryName } from "../../../components/asl/jobStates";
import { type Definition, states } from "../../../components/asl/states";
import { evaluate } from "../../support/jsonata";

const common = {
    arguments: {},
    waiting: {
        ...{ capacityRetrySeconds: 900, model: "used-cars", algorithm: "xgboost" },
        topicArn: "arn:aws:sns:us-east-1:111111111111:notices",
    },
    next: "Done",
    failed: "Run failed",
} as const;
const end = { Done: { Type: "Pass", End: true }, ...failWith("Run failed") } as const;

describe("the name of a job", () => {
    const state = (RetryCount: number) => ({ states: { context: { State: { RetryCount } } }, run: { name: "cars-1" } });

    it("counts tries and retries by a digit each", async () => {
        assert.equal(await evaluate(tryName("$run.name"), { ...state(0), tries: 0 }), "cars-1-00");
        assert.equal(await evaluate(tryName("$run.name"), { ...state(6), tries: 9 }), "cars-1-96");
    });

    it("may count tries by other characters, in a variable of its own", async () => {
        const name = tryName("$run.name", jobVariables("transform"), "'abcdefghij'");
        assert.equal(await evaluate(name, { ...state(1), transformTries: 2 }), "cars-1-c1");
    });
});

describe("the states of a job", () => {
    const short = (definition: Definition, name: string) => {
        const state = definition.States[`${name}: short of machines?`];
        assert.ok(state?.Type === "Choice");
        return state.Choices.at(-1)?.Condition ?? "";
    };

    it("try again for lack of machines alone, nine times at most", async () => {
        const definition = states({ StartAt: "Train", States: { ...syncJob("Train", "TrainingJob", common), ...end } });
        const again = (error: string, cause: string, tries: number) =>
            evaluate(short(definition, "Train"), { failure: { state: "Train", error, cause }, tries });
        assert.equal(await again("SageMaker.ResourceLimitExceededException", "quota", 0), true);
        const words = "Unable to provision requested ML compute capacity";
        assert.equal(await again("States.TaskFailed", `CapacityError: ${words}. Please retry`, 8), true);
        assert.equal(await again("EndpointNotServing", `${words} due to InsufficientInstanceCapacity error.`, 8), true);
        assert.equal(await again("States.TaskFailed", `CapacityError: ${words}.`, 9), false);
        assert.equal(await again("States.TaskFailed", "AlgorithmError", 0), false);
    });

    it("tell people at the first wait, and of no other one", async () => {
        const { States } = states({ StartAt: "Train", States: { ...syncJob("Train", "TrainingJob", common), ...end } });
        const choice = States["Train: short of machines?"];
        assert.ok(choice?.Type === "Choice");
        const first = choice.Choices[0];
        assert.equal(first?.Next, "Train: tell of the wait");
        const failure = { state: "Train", error: "SageMaker.ResourceLimitExceededException", cause: "the quota is 0" };
        const begins = (tries: number) => evaluate(first.Condition, { failure, tries });
        assert.deepEqual([await begins(0), await begins(1)], [true, false]);
        const tell = States["Train: tell of the wait"];
        assert.ok(tell?.Type === "Task");
        assert.equal(tell.Next, "Train: wait for machines");
        const { Subject, Message, TopicArn } = tell.Arguments as Record<string, string>;
        assert.equal(Subject, "[drivetrain] used-cars with xgboost: waiting for machines");
        assert.equal(TopicArn, common.waiting.topicArn);
        const context = { Execution: { Id: "arn:of:execution" } };
        const message = String(await evaluate(String(Message), { failure, states: { context } }));
        assert.match(
            message,
            /^A run of used-cars with xgboost waits: AWS has no machines for it, or a quota is full\.\n/,
        );
        assert.match(message, /\nReason: Train: the quota is 0\n/);
        assert.match(message, /\nWhat to do: .* every 900 seconds, nine times/);
        assert.match(message, /\nExecution: arn:of:execution$/);
    });

    it("look at a job the more seldom the longer it takes", async () => {
        const job = polledJob("Train", "TrainingJob", { ...common, pollSeconds: 15 });
        const definition = states({ StartAt: "Train", States: { ...job, ...end } });
        const wait = definition.States["Train: wait"];
        assert.ok(wait?.Type === "Wait");
        let [seconds, looks] = [0, 0];
        for (; seconds < 5 * 86_400; looks++) {
            seconds += (await evaluate(wait.Seconds, { job: { looks } })) as number;
        }
        assert.ok(looks < 450, `${looks} looks in five days`);
        assert.equal(await evaluate(wait.Seconds, { job: { looks: 0 } }), 15);
    });
});
