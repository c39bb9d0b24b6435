import type { lambda } from "@pulumi/aws";
import { fromApi, regional, toApi } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";

interface Statement {
    readonly Sid: string;
    readonly Action: string;
    readonly Principal: string | Readonly<Record<string, string>>;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const permission = define<lambda.PermissionArgs, lambda.PermissionState>({
    inputs: {
        ...regional,
        "action!": "string",
        eventSourceToken: "string",
        "function!": "string",
        functionUrlAuthType: "AWS_IAM|NONE",
        "principal!": "string",
        principalOrgId: "string",
        qualifier: "string",
        sourceAccount: "string",
        sourceArn: "string",
        statementId: "string",
    },
    outputs: [],
    autoName: { property: "statementId", maxLength: 100 },
    async create(aws, inputs) {
        const client = await aws.clients.lambda();
        await client.addPermission({
            FunctionName: inputs.function as string,
            StatementId: inputs.statementId,
            Action: inputs.action,
            Principal: inputs.principal,
            SourceArn: inputs.sourceArn,
            SourceAccount: inputs.sourceAccount,
            EventSourceToken: inputs.eventSourceToken,
            FunctionUrlAuthType: inputs.functionUrlAuthType as "AWS_IAM" | "NONE" | undefined,
            PrincipalOrgID: inputs.principalOrgId,
            Qualifier: inputs.qualifier,
        });
        return inputs.statementId ?? "";
    },
    async read(aws, id, state) {
        const client = await aws.clients.lambda();
        const FunctionName = state.function as string;
        const { Policy } = await client.getPolicy({ FunctionName, Qualifier: state.qualifier });
        const { Statement: statements } = JSON.parse(Policy ?? "{}") as { Statement?: Statement[] };
        const live = statements?.find(({ Sid }) => Sid === id);
        if (!live) return undefined;
        const principal = typeof live.Principal === "string" ? live.Principal : Object.values(live.Principal)[0];
        const conditions = Object.assign({}, ...Object.values(live.Condition ?? {})) as Record<string, string>;
        return {
            statementId: id,
            action: live.Action,
            principal: principal?.replace(/^arn:aws:iam::(\d+):root$/, "$1"),
            sourceArn: conditions["AWS:SourceArn"],
            sourceAccount: conditions["AWS:SourceAccount"],
        };
    },
    async delete(aws, id, state) {
        const client = await aws.clients.lambda();
        const FunctionName = state.function as string;
        await client.removePermission({ FunctionName, StatementId: id, Qualifier: state.qualifier });
    },
});

const functionEventInvokeConfig = define<lambda.FunctionEventInvokeConfigArgs, lambda.FunctionEventInvokeConfigState>({
    inputs: {
        ...regional,
        destinationConfig: { onFailure: { "destination!": "string" }, onSuccess: { "destination!": "string" } },
        "functionName!": "string",
        maximumEventAgeInSeconds: "number",
        maximumRetryAttempts: "number",
        qualifier: "string",
    },
    outputs: [],
    defaults: { maximumRetryAttempts: 2 },
    replaceOn: ["functionName", "qualifier"],
    async create(aws, inputs) {
        await putConfig(aws, inputs);
        return inputs.qualifier ? `${inputs.functionName}:${inputs.qualifier}` : inputs.functionName;
    },
    async read(aws, _id, { functionName, qualifier }) {
        const client = await aws.clients.lambda();
        const live = await client.getFunctionEventInvokeConfig({ FunctionName: functionName, Qualifier: qualifier });
        return {
            functionName,
            qualifier,
            destinationConfig: fromApi(live.DestinationConfig),
            maximumEventAgeInSeconds: live.MaximumEventAgeInSeconds,
            maximumRetryAttempts: live.MaximumRetryAttempts,
        };
    },
    async update(aws, _id, { news }) {
        await putConfig(aws, news);
    },
    async delete(aws, _id, { functionName, qualifier }) {
        const client = await aws.clients.lambda();
        await client.deleteFunctionEventInvokeConfig({ FunctionName: functionName, Qualifier: qualifier });
    },
});

async function putConfig(aws: Session, inputs: Inputs<lambda.FunctionEventInvokeConfigArgs>): Promise<void> {
    const client = await aws.clients.lambda();
    await client.putFunctionEventInvokeConfig({
        FunctionName: inputs.functionName,
        Qualifier: inputs.qualifier,
        DestinationConfig: toApi(inputs.destinationConfig),
        MaximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
        MaximumRetryAttempts: inputs.maximumRetryAttempts,
    });
}

export const types = {
    "aws:lambda/permission:Permission": permission,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": functionEventInvokeConfig,
};
