import { strict as assert } from "node:assert";
import {
    APIGatewayClient,
    CreateDeploymentCommand,
    CreateResourceCommand,
    CreateRestApiCommand,
    GetResourcesCommand,
    PutGatewayResponseCommand,
    PutIntegrationCommand,
    PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { AddPermissionCommand, CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { arn, Cloud, region, zip } from "../cloud";

/** Does what its event, or the body of its request, asks for. */
const code = `exports.handler = async (event) => {
    const { does } = event.body ? JSON.parse(event.body) : event;
    if (does === "take") { const all = []; for (;;) all.push(Buffer.alloc(8 * 2 ** 20, 1)); }
    if (does === "peak") { Buffer.alloc(300 * 2 ** 20, 1); }
    if (does === "exit") process.exit(3);
    if (does === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (does === "throw") throw new Error("a secret");
    return { statusCode: 200, body: "well" };
};`;

describe("emulator: functions within their limits", () => {
    let cloud: Cloud;
    let lambda: LambdaClient;

    before(async () => {
        cloud = await Cloud.start("functions");
        lambda = new LambdaClient(cloud.client);
        const Role = await cloud.role("function", "lambda.amazonaws.com", []);
        for (const [FunctionName, Timeout] of Object.entries({ brief: 2, patient: 20 })) {
            await lambda.send(
                new CreateFunctionCommand({
                    ...{
                        FunctionName,
                        Role,
                        Timeout,
                        Runtime: "nodejs22.x",
                        Handler: "index.handler",
                        MemorySize: 192,
                    },
                    Code: { ZipFile: zip("index.js", code) },
                }),
            );
        }
    });
    after(() => cloud.stop());

    async function invoke(does: string, FunctionName = "patient") {
        const Payload = Buffer.from(JSON.stringify({ does }));
        const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
        const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as Record<string, unknown>;
        return { failed: answer.FunctionError, ...payload };
    }

    for (const does of ["take", "peak"]) {
        it(`kills one that takes more memory than it has, as Lambda tells it: ${does}`, async () => {
            const { failed, errorType, errorMessage } = (await invoke(does)) as Record<string, string>;
            assert.deepEqual([failed, errorType], ["Unhandled", "Runtime.ExitError"]);
            assert.match(
                String(errorMessage),
                /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/,
            );
            assert.deepEqual(await invoke("nothing"), { failed: undefined, statusCode: 200, body: "well" });
        });
    }

    it("tells of one that ends its own process", async () => {
        const { errorType, errorMessage } = (await invoke("exit")) as Record<string, string>;
        assert.equal(errorType, "Runtime.ExitError");
        assert.match(String(errorMessage), /Runtime exited with error: exit status 3$/);
    });

    it("ends one that takes more time than it has", async () => {
        const { errorType, errorMessage } = (await invoke("hang", "brief")) as Record<string, string>;
        assert.deepEqual([errorType, errorMessage], ["Sandbox.Timedout", "Task timed out after 2.00 seconds"]);
    });

    describe("behind a REST API", () => {
        let url: string;

        before(async () => {
            const gateway = new APIGatewayClient(cloud.client);
            const { id: restApiId } = await gateway.send(new CreateRestApiCommand({ name: "functions" }));
            const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId }));
            for (const [pathPart, timeoutInMillis] of Object.entries({ brief: 10_000, patient: 1_500 })) {
                const at = { restApiId, parentId: items[0]?.id, pathPart };
                const { id: resourceId } = await gateway.send(new CreateResourceCommand(at));
                const method = { restApiId, resourceId, httpMethod: "POST" };
                await gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
                const functionArn = arn("lambda", `function:${pathPart}`);
                const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
                const integration = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri, timeoutInMillis } as const;
                await gateway.send(new PutIntegrationCommand({ ...method, ...integration }));
                await lambda.send(
                    new AddPermissionCommand({
                        ...{ FunctionName: pathPart, StatementId: "gateway", Action: "lambda:InvokeFunction" },
                        Principal: "apigateway.amazonaws.com",
                        SourceArn: arn("execute-api", `${restApiId}/*`),
                    }),
                );
            }
            await gateway.send(
                new PutGatewayResponseCommand({
                    ...{ restApiId, responseType: "DEFAULT_5XX" },
                    responseTemplates: {
                        "application/json": '{"requestId":"$context.requestId","message":$context.error.messageString}',
                    },
                    responseParameters: { "gatewayresponse.header.x-request-id": "context.requestId" },
                }),
            );
            await gateway.send(new CreateDeploymentCommand({ restApiId, stageName: "v1" }));
            url = `${cloud.stage.endpoint}/restapis/${restApiId}/v1/_user_request_`;
        });

        async function ask(path: string, does: string) {
            const response = await fetch(`${url}/${path}`, { method: "POST", body: JSON.stringify({ does }) });
            const text = await response.text();
            return { status: response.status, id: response.headers.get("x-request-id"), text };
        }

        for (const [what, path, does, status, message] of [
            ["throws", "brief", "throw", 502, "Internal server error"],
            ["ends", "brief", "exit", 502, "Internal server error"],
            ["takes too much memory", "brief", "take", 502, "Internal server error"],
            ["takes more time than it has", "brief", "hang", 502, "Internal server error"],
            ["takes more time than the gateway waits", "patient", "hang", 504, "Endpoint request timed out"],
        ] as const) {
            it(`is answered for by the gateway's own response where it ${what}`, async () => {
                const answer = await ask(path, does);
                assert.equal(answer.status, status, answer.text);
                assert.deepEqual(JSON.parse(answer.text), { requestId: answer.id, message });
                assert.match(String(answer.id), /^[0-9a-f-]{36}$/);
            });
        }

        it("answers itself where all is well", async () => {
            assert.deepEqual(await ask("brief", "nothing"), { status: 200, id: null, text: "well" });
        });
    });
});
