import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findStack } from "../../../cli/stacks/stack";
import { takeDown } from "../../../cli/teardown/takeDown";

const outputs = {
    model: "used-cars",
    pipelines: {
        xgboost: {
            stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:x",
            endpointName: "used-cars-xgboost-local",
            modelPackageGroupName: "used-cars-xgboost-local",
            parameterPrefix: "/drivetrain/local/used-cars/xgboost",
        },
    },
    scoring: {
        stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:s",
        jobPrefix: "used-cars-scoring",
    },
};
const resources = [{ type: "aws:s3/bucket:Bucket", id: "landing", outputs: { forceDestroy: false } }];

/** A `pulumi` that answers what is asked of a stack, and fails at whatever would change one. */
const engine = `#!${process.execPath}
const answers = {
    "stack ls": [{ name: "local" }],
    "stack output": ${JSON.stringify(outputs)},
    "stack export": { deployment: { resources: ${JSON.stringify(resources)} } },
};
const answer = answers[process.argv.slice(2, 4).join(" ")];
if (answer === undefined) process.exit(1);
console.log(JSON.stringify(answer));
`;

describe("cli: down of a stack that keeps its data", () => {
    const { PATH, ...environment } = process.env;
    const asked: string[] = [];
    let folder: string;
    let aws: Server;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-down-"));
        writeFileSync(join(folder, "pulumi"), engine);
        chmodSync(join(folder, "pulumi"), 0o755);
        aws = createServer((request, response) => {
            asked.push(String(request.headers["x-amz-target"]).split(".").at(-1) ?? "");
            request.resume().on("end", () => response.end("{}"));
        });
        await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
        Object.assign(process.env, {
            PATH: `${folder}${delimiter}${PATH}`,
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
            ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
        });
    });
    after(() => {
        aws.closeAllConnections();
        aws.close();
        for (const name of Object.keys(process.env)) delete process.env[name];
        Object.assign(process.env, { PATH, ...environment });
        rmSync(folder, { recursive: true });
    });

    it("refuses before it asks for agreement, stops a run or removes anything", async () => {
        const agree = () => assert.fail("asked for agreement");
        await assert.rejects(takeDown(findStack("local"), agree), {
            name: "CommandError",
            message: /^The stack local keeps its data.*nothing was removed\..*\(bucket landing\).*forceDestroy to true/,
        });
        assert.ok(asked.includes("ListEndpoints"), asked.join(", "));
        assert.deepEqual(
            asked.filter((operation) => !/^(List|Describe|Get)/.test(operation)),
            [],
        );
    });
});
