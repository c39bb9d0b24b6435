import assert from "node:assert/strict";
import { ApiGatewayAccess } from "../../../components/realtime/ApiGatewayAccess";
import { document, record } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "dev",
    prefix: "drivetrain-platform-dev",
};

describe("ApiGatewayAccess", () => {
    it("lets the account's API Gateway write logs, by a role of its own", async () => {
        const recording = await record(() => new ApiGatewayAccess("api-gateway", { scope }));
        const role = recording.inputs("aws:iam/role:Role");
        assert.equal(role["name"], "drivetrain-platform-dev-apigateway-logs");
        assert.match(JSON.stringify(document(role["assumeRolePolicy"])), /"Service":"apigateway\.amazonaws\.com"/);
        // The one policy that API Gateway takes: to write logs, and nothing else.
        assert.deepEqual(recording.inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), {
            role: "drivetrain-platform-dev-apigateway-logs",
            policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        });
        assert.ok(!recording.resources.some(({ type }) => type === "aws:iam/rolePolicy:RolePolicy"));
        assert.match(
            String(recording.inputs("aws:apigateway/account:Account")["cloudwatchRoleArn"]),
            /apigateway-logs/,
        );
    });
});
