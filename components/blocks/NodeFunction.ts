import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, type Scope } from "../access/scope";
import { serializeHandlers } from "../package/handlers";
import { awsTexts, validateText } from "../validation/awsText";
import { requireValid } from "../validation/requireValid";
import { Component } from "./Component";
import { ServiceRole } from "./ServiceRole";

/** The module of a package, and what Lambda calls in it. */
const file = "__index";
const exported = "handler";

/** What runs: a handler, or a factory that makes one once per warm worker (a client, a cache). */
export type FunctionBody<E, R> =
    | { readonly handler: aws.lambda.Callback<E, R>; readonly factory?: undefined }
    | { readonly handler?: undefined; readonly factory: aws.lambda.CallbackFactory<E, R> };

export type NodeFunctionArgs<E, R> = FunctionBody<E, R> & {
    readonly scope: Scope;
    /** Physical name, 64 characters at most; the function's role bears the same name. */
    readonly functionName: string;
    readonly description: string;
    /** What the function may do beyond writing its own log and reading its variables. @default [] */
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
export class NodeFunction<E = unknown, R = unknown> extends Component {
    readonly function: aws.lambda.Function;
    readonly role: ServiceRole;
    readonly logGroup: aws.cloudwatch.LogGroup;
    /** Known once the function exists; `functionArnOf` tells it before. */
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: NodeFunctionArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:NodeFunction", name, opts);
        const { scope, functionName } = args;
        requireValid(
            [
                ...validateText(["functionName"], functionName, awsTexts.functionName),
                ...validateText(["description"], args.description, awsTexts.functionDescription),
            ],
            this,
        );
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
                statements: [writeLog(scope, logGroupName), ...readVariables(args), ...(args.statements ?? [])],
            },
            { parent: this },
        );
        this.function = new aws.lambda.Function(
            name,
            {
                name: functionName,
                description: args.description,
                // Serializing takes the program's one thread. Once the role is there, the engine has enough to do.
                code: this.role.role.urn.apply(() => packed(args)),
                handler: `${file}.${exported}`,
                runtime: "nodejs22.x",
                role: this.role.role.arn,
                timeout: args.timeout ?? 30,
                memorySize: args.memory ?? 256,
                ...environmentOf(args),
            },
            {
                parent: this,
                dependsOn: [this.logGroup, ...this.role.ready],
                // Lambda's right to the key of the variables is of one role, not of the next one by that name:
                // https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors
                replaceOnChanges: ["role"],
            },
        );
        this.arn = this.function.arn;
        this.registerOutputs({ function: this.function, role: this.role, logGroup: this.logGroup, arn: this.arn });
    }
}

/** Lambda keeps a key for the variables alone: where there are none, one would be missing at every look. */
function environmentOf({ environment = {}, key }: Pick<NodeFunctionArgs<never, never>, "environment" | "key">) {
    if (Object.keys(environment).length === 0) return {};
    return { environment: { variables: { ...environment } }, kmsKeyArn: key?.arn };
}

/** Lambda decrypts the variables as the function's role. */
function readVariables(args: Pick<NodeFunctionArgs<never, never>, "scope" | "environment" | "key">): PolicyStatement[] {
    const { scope, environment = {}, key } = args;
    return key === undefined || Object.keys(environment).length === 0 ? [] : [useKey(scope, key, ["kms:Decrypt"])];
}

/** The texts of handlers that have been serialized: several functions run the same one. */
const texts = new WeakMap<object, Promise<string>>();

/**
 * The serialized handler, alone. `aws.lambda.CallbackFunction` would look for the program's dependencies to put beside
 * it, by reading the lock file and all of node_modules for each function; a handler has none, since it uses the SDK
 * that its runtime carries.
 */
function packed<E, R>({ handler, factory }: FunctionBody<E, R>): pulumi.asset.Archive {
    const body = factory ?? handler;
    const text = texts.get(body) ?? serialize(body, factory !== undefined);
    texts.set(body, text);
    return new pulumi.asset.AssetArchive(
        text.then((module) => ({ [`${file}.js`]: new pulumi.asset.StringAsset(module) })),
    );
}

async function serialize(body: (...args: never[]) => unknown, isFactoryFunction: boolean): Promise<string> {
    const { text } = await pulumi.runtime.serializeFunction(body, { exportName: exported, isFactoryFunction });
    return text;
}

function writeLog(scope: Scope, logGroupName: string): PolicyStatement {
    return {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: arnOf(scope, "logs", `log-group:${logGroupName}:*`),
    };
}
