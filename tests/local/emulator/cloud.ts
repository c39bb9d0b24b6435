import { strict as assert } from "node:assert";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
    CreateStateMachineCommand,
    DescribeExecutionCommand,
    DescribeExecutionCommandOutput,
    SFNClient,
    StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { until } from "../../../local/processes";
import { Stage, StageOptions, startStage, stopStage } from "../../../local/stage";

export const account = "111111111111";
export const region = "us-east-1";

export interface Statement {
    readonly Effect: "Allow" | "Deny";
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: object;
}

/** A statement that allows actions on resources. */
export const allow = (Action: string | string[], Resource: string | string[], Condition?: object): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition ? { Condition } : {}),
});

/** An ARN of the test's account and region. */
export const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

/** A stage of the test's own, with stand-ins for the SageMaker server and the provider. */
export function stageOptions(name: string): StageOptions {
    return {
        directory: resolve(__dirname, "..", "..", "..", ".drivetrain", "test", `${name}-${process.pid}`),
        servers: {
            sagemaker: join(__dirname, "standIns", "sagemaker.ts"),
            provider: join(__dirname, "standIns", "provider.ts"),
        },
    };
}

/** An emulated cloud for one test file. */
export class Cloud {
    private constructor(
        readonly stage: Stage,
        private readonly options: StageOptions,
    ) {}

    /** @param servers the project's own servers, where a test needs more than the stand-ins */
    static async start(name: string, servers: Partial<StageOptions["servers"]> = {}): Promise<Cloud> {
        const standIns = stageOptions(name);
        const options = { ...standIns, servers: { ...standIns.servers, ...servers } };
        return new Cloud(await startStage(undefined, options), options);
    }

    async stop(): Promise<void> {
        await stopStage(this.options);
    }

    /** The folder of everything that the stage writes. */
    get directory(): string {
        return this.options.directory;
    }

    /** What AWS clients are made with: the root user of the test's account. */
    get client() {
        const credentials = { accessKeyId: account, secretAccessKey: "local" };
        return { endpoint: this.stage.endpoint, region, credentials };
    }

    /** What a client of a role is made with, the role being assumed as a service does. */
    async as(service: string, RoleArn: string) {
        const sts = new STSClient(this.client);
        sts.middlewareStack.add(
            (next) => (args) => {
                (args.request as { headers: Record<string, string> }).headers["x-drivetrain-service"] = service;
                return next(args);
            },
            { step: "build" },
        );
        const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
        const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
        const credentials = {
            accessKeyId: AccessKeyId!,
            secretAccessKey: SecretAccessKey!,
            sessionToken: SessionToken!,
        };
        return { ...this.client, credentials };
    }

    /** Makes a role that a service may assume for this account. */
    async role(name: string, service: string, statements: Statement[]): Promise<string> {
        const iam = new IAMClient(this.client);
        const trust = {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
        };
        const document = (Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
        await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document([trust]) }));
        if (statements.length > 0) await this.allow(name, statements);
        return `arn:aws:iam::${account}:role/${name}`;
    }

    /** Replaces a role's permissions. */
    async allow(RoleName: string, Statement: Statement[]): Promise<void> {
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
        await new IAMClient(this.client).send(
            new PutRolePolicyCommand({ RoleName, PolicyName: "permissions", PolicyDocument }),
        );
    }

    /** Makes a state machine in JSONata; its ARN. */
    async machine(name: string, roleArn: string, states: Record<string, object>, rest: object = {}): Promise<string> {
        const definition = { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states, ...rest };
        const made = await new SFNClient(this.client).send(
            new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
        );
        return made.stateMachineArn!;
    }

    /** Starts an execution; its ARN. */
    async execute(stateMachineArn: string, input: unknown = {}): Promise<string> {
        const sfn = new SFNClient(this.client);
        const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
        return started.executionArn!;
    }

    /** Waits until an execution has ended. */
    async outcome(executionArn: string, milliseconds = 20_000): Promise<DescribeExecutionCommandOutput> {
        const sfn = new SFNClient(this.client);
        let execution: DescribeExecutionCommandOutput | undefined;
        const ended = await until(async () => {
            execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
            return execution.status !== "RUNNING";
        }, milliseconds);
        assert.ok(ended, `${executionArn} does not end`);
        return execution!;
    }

    /** Runs one Task state; the execution's outcome. */
    async runTask(name: string, roleArn: string, task: object, input: unknown = {}) {
        const states = { Task: { Type: "Task", End: true, ...task } };
        return this.outcome(await this.execute(await this.machine(name, roleArn, states), input));
    }

    /** What the stand-in for the SageMaker server was asked. */
    async sagemakerRequests(): Promise<{ operation: string; account: string; body: Record<string, unknown> }[]> {
        const answer = await fetch(`${this.stage.sagemaker}/requests`);
        return (await answer.json()) as { operation: string; account: string; body: Record<string, unknown> }[];
    }
}

/** A zip archive of one file. */
export function zip(name: string, text: string): Uint8Array {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(content));
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(packed.length, 0);
    sizes.writeUInt32LE(content.length, 4);
    const nameLength = Buffer.from([name.length, 0, 0, 0]);
    const common = Buffer.concat([Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]), crc, sizes, nameLength]);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
    const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, Buffer.alloc(14), Buffer.from(name)]);
    // The last 14 bytes of the fixed part: comment length, disk, attributes, offset of the local header (all zero).
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(central.length, 12);
    end.writeUInt32LE(local.length, 16);
    return Buffer.concat([local, central, end]);
}

function crc32(content: Buffer): number {
    let crc = ~0;
    for (const byte of content) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
}
