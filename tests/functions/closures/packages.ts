/**
 * Runs the project's program against mocks and leaves every Lambda function that it would create in a folder:
 * `<folder>/<function>/code/...`, as it would be zipped, and `<folder>/<function>/function.json`.
 *
 *     node -r ./tools/typescript.js packages.ts FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../../components/access/policyStatement";
import { NodeFunction } from "../../../components/blocks/NodeFunction";
import { predictHandler } from "../../../functions/realtime/predict";
import { mergeHandler, type MergeSettings } from "../../../functions/scoring/mergeScores";
import { usedCars } from "../../../infra/models/used-cars";
import type { FunctionPlatform } from "../../support/functionActions";

const [folder = ""] = process.argv.slice(2);
const accountId = "111111111111";

/** A function as Lambda would know it. */
export interface PackagedFunction {
    readonly name: string;
    readonly handler: string;
    readonly runtime: string;
    readonly environment?: { readonly variables: Readonly<Record<string, string>> };
    /** What else Lambda uses the function's role for, as the function's resource has it. */
    readonly platform: FunctionPlatform;
    /** The paths in its package. */
    readonly files: readonly string[];
    /** What its role may do. */
    readonly statements: readonly PolicyStatement[];
}

/** What is known of functions beside themselves, by the functions' names; roles are called as their functions. */
const policies = new Map<string, string>();
const sending = new Set<string>();
const packages: Promise<
    Omit<PackagedFunction, "statements" | "platform"> & { platform: Omit<FunctionPlatform, "sendsFailures"> }
>[] = [];

async function unpack(inputs: pulumi.runtime.MockResourceArgs["inputs"]) {
    const {
        name,
        handler,
        runtime,
        environment = { variables: {} },
        code,
        kmsKeyArn,
        tracingConfig,
        vpcConfig,
        deadLetterConfig,
    } = inputs as Pick<PackagedFunction, "name" | "handler" | "runtime" | "environment"> &
        Omit<FunctionPlatform, "sendsFailures"> & {
            readonly code: pulumi.asset.AssetArchive;
        };
    const assets = await code.assets;
    for (const [path, asset] of Object.entries(assets)) {
        const target = join(folder, name, "code", path);
        mkdirSync(dirname(target), { recursive: true });
        if (pulumi.asset.StringAsset.isInstance(asset)) {
            writeFileSync(target, await (asset as pulumi.asset.StringAsset).text);
        }
    }
    const platform = { environment, kmsKeyArn, tracingConfig, vpcConfig, deadLetterConfig };
    return { name, handler, runtime, environment, platform, files: Object.keys(assets).sort() };
}

async function describeAll(): Promise<void> {
    for (const described of await Promise.all(packages)) {
        const { name } = described;
        const { Statement: statements } = JSON.parse(policies.get(name) ?? "{}") as { Statement: PolicyStatement[] };
        const platform = { ...described.platform, sendsFailures: sending.has(name) };
        const whole: PackagedFunction = { ...described, platform, statements };
        writeFileSync(join(folder, name, "function.json"), JSON.stringify(whole));
    }
}

const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
        const given = inputs as Record<string, unknown>;
        if (type === "aws:lambda/function:Function") {
            packages.push(unpack(inputs));
        }
        if (type === "aws:iam/rolePolicy:RolePolicy") {
            policies.set(String(given["name"]), String(given["policy"]));
        }
        if (type === "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig") {
            sending.add(String(given["functionName"]));
        }
        return { id: `${name}-id`, state: { ...given, name: given["name"] ?? name, arn: `arn:aws:mock:::${name}` } };
    },
    call: ({ inputs }) => ({
        ...(inputs as object),
        registryPath: `683313688378.dkr.ecr.us-east-1.amazonaws.com/image:1`,
        // What the platform's stack tells.
        outputs: { apiGatewayRoleArn: `arn:aws:iam::${accountId}:role/api-gateway` },
    }),
};

/**
 * A model's own rule for one result, with what it captures: the serialized form of it is a promise of the model file.
 */
function deployOwnRule(): void {
    const share = { xgboost: 0.75, "linear-learner": 0.25 };
    const combine = (scores: Readonly<Record<string, number>>) =>
        Object.entries(scores).reduce((sum, [name, score]) => sum + score * share[name as keyof typeof share], 0);
    const { name, identifier, target, columns } = usedCars;
    const settings = { model: name, identifier, target, columns, algorithms: Object.keys(share), combine };
    const merging: MergeSettings = { ...settings, identifierType: "integer", bounds: {}, mostScores: 100 };
    const scope = { partition: "aws", region: "us-east-1", accountId, stage: "local", prefix: "own-rule" };
    const environment = { PARAMETER_PREFIXES: JSON.stringify({ xgboost: "/x", "linear-learner": "/l" }) };
    const args = { scope, functionName: "own-rule-predict", description: "A rule of the model's own", environment };
    new NodeFunction("own-rule", { ...args, factory: predictHandler(settings) });
    new NodeFunction("own-rule-merge", { ...args, functionName: "own-rule-merge", factory: mergeHandler(merging) });
}

async function main(): Promise<void> {
    pulumi.runtime.setAllConfig({
        "aws:region": "us-east-1",
        "aws:allowedAccountIds": JSON.stringify([accountId]),
        "drivetrain:accountId": accountId,
        "drivetrain:network": "false",
        // So that every function is there.
        "drivetrain:retrain": '{"on":"both"}',
        "drivetrain:promotion": '{"from":{"stage":"dev","accountId":"222222222222"}}',
    });
    await pulumi.runtime.setMocks(mocks, "drivetrain", "local", false, "organization");
    // Loaded here and not above: the program deploys as it is loaded.
    createRequire(__filename)("../../../infra");
    deployOwnRule();
    await pulumi.runtime.disconnect();
    await describeAll();
}

void main();
