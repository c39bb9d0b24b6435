import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { Cloud, type Statement } from "../local/emulator/cloud";
import { list } from "../support/permissions";
import { handlerOf } from "./closures/cases";
import { describe as describeFunction, packageFunctions } from "./closures/fresh";
import { handlers } from "./closures/handlers";
import { invokeHere } from "./leastRoles/invokeHere";
import { monitoringScenarios } from "./leastRoles/monitoringScenarios";
import { promotionScenarios } from "./leastRoles/promotionScenarios";
import { rowScenarios } from "./leastRoles/rowScenarios";
import { runScenarios } from "./leastRoles/runScenarios";
import type { Scenario, Scenarios } from "./leastRoles/scenario";
import { World } from "./leastRoles/world";

const scenarios: Scenarios = { ...monitoringScenarios, ...promotionScenarios, ...runScenarios, ...rowScenarios };

/** An action of one statement of a role. */
interface Grant {
    readonly action: string;
    readonly resources: readonly string[];
}

/** Where removing an action shows nowhere, and why. Tests of what is derived from the source hold these. */
const unproven: readonly { functions: RegExp; action: string; resource?: RegExp; why: string }[] = [
    ...["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"].map((action) => ({
        ...{ functions: /./, action },
        why: "Lambda itself does it, as the function's role: the emulator's Lambda does not ask.",
    })),
    {
        ...{ functions: /-(end-run|deploy-end)$/, action: "kms:GenerateDataKey" },
        why: "It encrypts what the queue keeps that Lambda sends to.",
    },
    {
        ...{ functions: /-compare$/, action: "s3:AbortMultipartUpload" },
        why: "Figures of a comparison are less than one part of an upload; what writes them could write more.",
    },
    {
        ...{ functions: /-scoring-merge$/, action: "s3:AbortMultipartUpload", resource: /\/records\// },
        why: "A record is less than one part of an upload; what writes it could write more.",
    },
    ...[
        { action: "s3:AbortMultipartUpload" },
        // Of the parts that S3 puts together.
        { action: "kms:Decrypt", resource: /:111111111111:key\// },
    ].map((of) => ({
        ...{ functions: /-promote-copy$/, ...of },
        why: "What is copied here takes one copy; an artifact may be so large that it takes several.",
    })),
    {
        ...{ functions: /-monitor-evaluate$/, action: "s3:AbortMultipartUpload" },
        why: "A record of drift is less than one part of an upload; what writes it could write more.",
    },
    {
        ...{ functions: /-monitor-report$/, action: "s3:AbortMultipartUpload" },
        why: "A report is less than one part of an upload; what writes it could write more.",
    },
];

/** What a function, or its log, says where AWS refused a call of it. */
const refused = /not authorized to perform|AccessDenied|must not be read/;

describe("least roles: every function fails without any one of its actions", function () {
    this.timeout(600_000);
    let cloud: Cloud;
    let world: World;
    let folder: string;
    let functions: readonly string[];
    /** By role, how a function acts as it. */
    const accesses = new Map<string, Promise<Record<string, string>>>();

    before(async () => {
        ({ folder, functions } = packageFunctions());
        functions = functions.filter((name) => !name.startsWith("own-rule-"));
        cloud = await Cloud.start("least-roles");
        world = new World(cloud);
        await world.furnish();
    });
    after(async () => {
        await cloud?.stop();
        rmSync(folder, { recursive: true });
    });

    it("has scenarios for every handler", () => {
        const files = [...new Set(handlers().map(({ file }) => file))];
        assert.deepEqual(Object.keys(scenarios).sort(), files.sort());
    });

    for (const file of Object.keys(scenarios)) {
        it(`${file}`, async () => {
            const named = functions.filter((name) => handlerOf(name) === file);
            assert.ok(named.length > 0, `no function of the program runs ${file}`);
            for (const name of named) await proveLeast(name, scenarios[file] ?? [], statementsOf(name));
        });
    }

    it("tells of an action that nobody needs", async () => {
        const [file] = Object.keys(scenarios);
        const name = functions.find((one) => handlerOf(one) === file) ?? "";
        const more = { Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" } as const;
        await assert.rejects(
            proveLeast(name, scenarios[String(file)] ?? [], [...statementsOf(name), more]),
            /does not need ssm:GetParameter on \*/,
        );
    });

    it("knows no exception that is none", () => {
        for (const { functions: pattern, action, resource } of unproven) {
            const isThere = functions.some(
                (name) => pattern.test(name) && grantsOf(name).some((grant) => isOf(grant, action, resource)),
            );
            assert.ok(isThere, `${String(pattern)} ${action}`);
        }
    });

    function statementsOf(name: string): readonly Statement[] {
        return describeFunction(folder, name).statements as unknown as readonly Statement[];
    }

    function grantsOf(name: string): readonly Grant[] {
        return statementsOf(name).flatMap(({ Action, Resource }) =>
            list(Action).map((action) => ({ action, resources: list(Resource) })),
        );
    }

    async function proveLeast(name: string, all: readonly Scenario[], whole: readonly Statement[]): Promise<void> {
        const { environment } = describeFunction(folder, name);
        const actor = { name, variables: environment?.variables ?? {} };
        accesses.set(name, accesses.get(name) ?? assume(name));
        const access = (await accesses.get(name)) ?? {};
        await cloud.allow(name, [...whole]);
        const run = async (scenario: Scenario) => {
            const event = await scenario.arrange(world, actor);
            const invocation = await invokeHere(folder, name, access, event);
            try {
                await scenario.check(invocation, world, actor);
            } catch (error) {
                return `${(error as Error).message} ${JSON.stringify(invocation)}`;
            }
            return undefined;
        };
        for (const scenario of all) assert.equal(await run(scenario), undefined, `${name} with its whole role`);
        for (const [index, statement] of whole.entries()) {
            for (const action of list(statement.Action)) {
                const grant = { action, resources: list(statement.Resource) };
                if (unproven.some((one) => one.functions.test(name) && isOf(grant, one.action, one.resource))) continue;
                await cloud.allow(name, without(whole, index, action));
                let failure: string | undefined;
                for (const scenario of all) failure ??= await run(scenario);
                assert.ok(failure !== undefined, `${name} does not need ${action} on ${grant.resources.join()}`);
                assert.match(failure, refused, `${name} without ${action}: ${failure}`);
            }
        }
    }

    /** Makes a function's role; the environment variables by which it acts as that, like those that Lambda gives. */
    async function assume(name: string): Promise<Record<string, string>> {
        const arn = await cloud.role(name, "lambda.amazonaws.com", []);
        const { endpoint, region, credentials } = await cloud.as("lambda.amazonaws.com", arn);
        return {
            ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_MAX_ATTEMPTS: "1" },
            AWS_ACCESS_KEY_ID: credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
            AWS_SESSION_TOKEN: (credentials as { sessionToken?: string }).sessionToken ?? "",
        };
    }
});

function isOf({ action, resources }: Grant, wanted: string, resource?: RegExp): boolean {
    return action === wanted && (resource === undefined || resources.every((one) => resource.test(one)));
}

/** The statements, one action of one of them taken away. */
function without(statements: readonly Statement[], index: number, action: string): Statement[] {
    return statements.flatMap((statement, place) => {
        if (place !== index) return [statement];
        const Action = list(statement.Action).filter((one) => one !== action);
        return Action.length === 0 ? [] : [{ ...statement, Action }];
    });
}
