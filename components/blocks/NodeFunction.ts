import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, type Scope } from "../access/scope";
import { serializeHandlers } from "../package/handlers";
import { programDependencies } from "../package/packages";
import { ServiceRole } from "./ServiceRole";

/** What runs: a handler, or a factory that makes one once per warm worker (a client, a cache). */
export type FunctionBody<E, R> =
    | { readonly handler: aws.lambda.Callback<E, R>; readonly factory?: undefined }
    | { readonly handler?: undefined; readonly factory: aws.lambda.CallbackFactory<E, R> };

export type NodeFunctionArgs<E, R> = FunctionBody<E, R> & {
    readonly scope: Scope;
    /** Physical name, 64 characters at most; the function's role bears the same name. */
    readonly functionName: string;
    readonly description: string;
    /** What the function may do beyond writing its own log. @default [] */
    readonly statements?: readonly PolicyStatement[];
    /** Environment variables; the way to hand over resource names. @default {} */
    readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Seconds. @default 30 */
    readonly timeout?: number;
    /** Megabytes. @default 256 */
    readonly memory?: number;
    /** Days that the log is kept. @default 30 */
    readonly logRetentionDays?: number;
    /** Encrypts the log and the environment variables. @default AWS's own key */
    readonly key?: EncryptionKey;
};

/** A serialized TypeScript handler as a Lambda with its own least role and its own log. */
export class NodeFunction<E = unknown, R = unknown> extends pulumi.ComponentResource {
    readonly function: aws.lambda.CallbackFunction<E, R>;
    readonly role: ServiceRole;
    readonly logGroup: aws.cloudwatch.LogGroup;
    /** Known once the function exists; `functionArnOf` tells it before. */
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: NodeFunctionArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:NodeFunction", name, {}, opts);
        const { scope, functionName } = args;
        serializeHandlers();

        // The group exists before the function does: else Lambda makes one itself, without retention or key.
        const logGroupName = `/aws/lambda/${functionName}`;
        this.logGroup = new aws.cloudwatch.LogGroup(
            name,
            { name: logGroupName, retentionInDays: args.logRetentionDays ?? 30, kmsKeyId: args.key?.arn },
            { parent: this },
        );
        this.role = new ServiceRole(
            name,
            {
                scope,
                roleName: functionName,
                service: "lambda.amazonaws.com",
                description: args.description,
                statements: [
                    writeLog(scope, logGroupName),
                    ...(args.key === undefined ? [] : [useKey(scope, args.key, ["kms:Decrypt"])]),
                    ...(args.statements ?? []),
                ],
            },
            { parent: this },
        );
        this.function = new aws.lambda.CallbackFunction<E, R>(
            name,
            {
                name: functionName,
                description: args.description,
                ...(args.factory === undefined ? { callback: args.handler } : { callbackFactory: args.factory }),
                runtime: "nodejs22.x",
                role: this.role.role.arn,
                timeout: args.timeout ?? 30,
                memorySize: args.memory ?? 256,
                environment: { variables: { ...args.environment } },
                kmsKeyArn: args.key?.arn,
                codePathOptions: withoutDependencies(),
            },
            { parent: this, dependsOn: [this.logGroup, ...this.role.ready] },
        );
        this.arn = this.function.arn;
        this.registerOutputs({ function: this.function, role: this.role, logGroup: this.logGroup, arn: this.arn });
    }
}

/**
 * Leaves every dependency of the program out of the package: they are what Pulumi needs at deploy time, and a
 * handler uses the SDK that its runtime carries. Fresh on each call, because Pulumi changes the object it is given.
 */
function withoutDependencies(): pulumi.runtime.CodePathOptions {
    return { extraExcludePackages: programDependencies() };
}

function writeLog(scope: Scope, logGroupName: string): PolicyStatement {
    return {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: arnOf(scope, "logs", `log-group:${logGroupName}:*`),
    };
}
