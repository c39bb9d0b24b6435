import type { lambda } from "@pulumi/aws";
import { regional } from "../../engine/convert";
import { define, type Plain } from "../../engine/resourceType";
import type { Session } from "../../engine/session";

type Inputs = Plain<lambda.InvocationArgs>;
type Turn = { readonly action: "create" | "update" | "delete"; readonly prev_input?: unknown };

/** What the function answered last, which Lambda does not keep; the engine does. */
const results = new Map<string, string>();

/** A call of a function at each turn of the resource's life, told of the turn by a member beside the input. */
const invocation = define<lambda.InvocationArgs, lambda.InvocationState>({
    inputs: {
        ...regional,
        "functionName!": "string",
        "input!": "json",
        lifecycleScope: "CREATE_ONLY|CRUD",
        qualifier: "string",
        tenantId: "string",
        terraformKey: "string",
        triggers: "map",
    },
    outputs: ["result"],
    defaults: { lifecycleScope: "CREATE_ONLY", qualifier: "$LATEST", terraformKey: "tf" },
    replaceOn: ["functionName", "qualifier", "tenantId", "terraformKey"],
    async create(aws, inputs) {
        if (inputs.lifecycleScope !== "CRUD") {
            throw new Error('The local stage calls functions with "lifecycleScope": "CRUD" alone.');
        }
        const id = `${inputs.functionName}_${inputs.qualifier ?? ""}`;
        results.set(id, await call(aws, inputs, { action: "create" }));
        return id;
    },
    read(_aws, id, state) {
        return Promise.resolve({ result: results.get(id) ?? state.result });
    },
    async update(aws, id, { news, olds }) {
        results.set(id, await call(aws, news, { action: "update", prev_input: parsed(olds.input) }));
    },
    async delete(aws, _id, state) {
        await call(aws, state as Inputs, { action: "delete", prev_input: parsed(state.input) });
    },
});

/** @throws Error with what the function threw */
async function call(aws: Session, inputs: Inputs, turn: Turn): Promise<string> {
    const client = await aws.clients.lambda();
    const { Payload, FunctionError } = await client.invoke({
        FunctionName: inputs.functionName,
        Qualifier: inputs.qualifier,
        Payload: JSON.stringify({ ...(parsed(inputs.input) as object), [inputs.terraformKey ?? "tf"]: turn }),
    });
    const result = Payload?.transformToString() ?? "";
    if (FunctionError) throw new Error(`Lambda function (${inputs.functionName}) returned error: ${result}`);
    return result;
}

const parsed = (input: string | undefined): unknown => JSON.parse(input ?? "null");

export const types = { "aws:lambda/invocation:Invocation": invocation };
