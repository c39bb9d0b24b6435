import * as crypto from "node:crypto";
import type { ProgressEvent } from "@aws-sdk/client-cloudcontrol";
import { type Account, PerAccount } from "../sagemaker/core/account";
import { messageOf, ServiceError } from "../sagemaker/core/errors";
import { readServiceModel } from "../sagemaker/core/serviceModel";
import type { Operation, Services } from "../sagemaker/core/services";
import { RequestValidator } from "../sagemaker/core/validation";
import { type AssetState, findAsset, listed } from "./assets";
import { type AssetKind, nouns } from "./kinds";
import { quickSightOperations } from "./operations";

/** The types that Cloud Control has here; what it calls of QuickSight's API, it calls for whoever asks. */
const types: Readonly<Record<string, AssetKind>> = {
    "AWS::QuickSight::Analysis": "analysis",
    "AWS::QuickSight::Dashboard": "dashboard",
};

/** What became of requests, by their tokens. */
const requests = new PerAccount(() => new Map<string, ProgressEvent>());
const validators = new WeakMap<Services, RequestValidator>();

interface ResourceInput {
    readonly TypeName: string;
    readonly Identifier: string;
    readonly DesiredState: string;
    readonly PatchDocument: string;
}

function kindOf({ TypeName }: ResourceInput): AssetKind {
    const kind = types[TypeName];
    if (kind) return kind;
    throw new ServiceError("TypeNotFoundException", `The local stage's Cloud Control has no type ${TypeName}.`, 400);
}

/** Calls QuickSight, whose service model judges the request. */
async function call(account: Account, operation: string, input: AssetState, services: Services): Promise<void> {
    const validator = validators.get(services) ?? new RequestValidator(readServiceModel(services.python, "quicksight"));
    validators.set(services, validator);
    validator.check(operation, input);
    await quickSightOperations[operation]?.(account, input as never, services);
}

/** A request is answered at once; its end is told by GetResourceRequestStatus, a failure of the service included. */
async function request(
    account: Account,
    Operation: "CREATE" | "UPDATE" | "DELETE",
    { TypeName }: ResourceInput,
    Identifier: string,
    change: () => Promise<void>,
) {
    const RequestToken = `quicksight-${crypto.randomUUID()}`;
    const event: ProgressEvent = { TypeName, Identifier, RequestToken, Operation, EventTime: new Date() };
    const ended: ProgressEvent = await change().then(
        () => ({ ...event, OperationStatus: "SUCCESS" }),
        (error: unknown) => ({
            ...event,
            OperationStatus: "FAILED",
            StatusMessage: messageOf(error),
            ErrorCode: (error as Error).name === "ResourceNotFoundException" ? "NotFound" : "InvalidRequest",
        }),
    );
    requests.of(account).set(RequestToken, ended);
    return { ProgressEvent: { ...event, OperationStatus: "IN_PROGRESS" } };
}

/** The identifier of both types: `AwsAccountId|AnalysisId`. */
const identifierOf = (account: Account, kind: AssetKind, state: AssetState) =>
    `${account.id}|${String(state[nouns[kind].id])}`;

function find(account: Account, input: ResourceInput) {
    const kind = kindOf(input);
    return findAsset(account, kind, input.Identifier.split("|")[1] ?? "");
}

/** A resource as CloudFormation's schema has it. */
function propertiesOf(account: Account, input: ResourceInput): AssetState {
    const asset = find(account, input);
    const Tags = [...asset.tags].map(([Key, Value]) => ({ Key, Value }));
    return {
        ...asset.state,
        AwsAccountId: account.id,
        Arn: asset.arn,
        Permissions: listed(asset),
        ...(Tags.length > 0 && { Tags }),
    };
}

interface Patch {
    readonly op: "add" | "replace" | "remove";
    readonly path: string;
    readonly value?: unknown;
}

/** Whole members are changed; a patch of a part of one is refused, since nobody sends any. */
function patched(state: AssetState, document: string): AssetState {
    const next: Record<string, unknown> = { ...state };
    for (const { op, path, value } of JSON.parse(document) as Patch[]) {
        const [, member = "", ...deeper] = path.split("/");
        if (deeper.length > 0) {
            throw new ServiceError("InvalidRequestException", `A patch of ${path} is not supported.`);
        }
        if (op === "remove") delete next[member];
        else next[member] = value;
    }
    return next;
}

async function update(account: Account, input: ResourceInput, services: Services) {
    const [asset, kind] = [find(account, input), kindOf(input)];
    return request(account, "UPDATE", input, input.Identifier, async () => {
        const wanted = patched(propertiesOf(account, input), input.PatchDocument);
        const {
            Permissions = [],
            Tags = [],
            Arn: _,
            ...state
        } = wanted as {
            Permissions?: readonly { readonly Principal: string }[];
            Tags?: readonly object[];
        } & AssetState;
        const { noun, id } = nouns[kind];
        await call(account, `Update${noun}`, state, services);
        const RevokePermissions = listed(asset).filter((old) =>
            Permissions.every(({ Principal }) => Principal !== old.Principal),
        );
        const permissions = {
            AwsAccountId: account.id,
            [id]: asset.id,
            GrantPermissions: Permissions,
            RevokePermissions,
        };
        await call(account, `Update${noun}Permissions`, permissions, services);
        asset.tags.clear();
        if (Tags.length > 0) await call(account, "TagResource", { ResourceArn: asset.arn, Tags }, services);
    });
}

export const cloudControlOperations: Readonly<Record<string, Operation>> = {
    CreateResource(account, input: ResourceInput, services) {
        const kind = kindOf(input);
        const state = JSON.parse(input.DesiredState) as AssetState;
        return request(account, "CREATE", input, identifierOf(account, kind, state), () =>
            call(account, `Create${nouns[kind].noun}`, state, services),
        );
    },
    GetResource: (account, input: ResourceInput) => ({
        TypeName: input.TypeName,
        ResourceDescription: {
            Identifier: input.Identifier,
            Properties: JSON.stringify(propertiesOf(account, input)),
        },
    }),
    UpdateResource: update,
    DeleteResource(account, input: ResourceInput, services) {
        const [kind, asset] = [kindOf(input), find(account, input)];
        const { noun, id } = nouns[kind];
        return request(account, "DELETE", input, input.Identifier, () =>
            call(account, `Delete${noun}`, { AwsAccountId: account.id, [id]: asset.id }, services),
        );
    },
    GetResourceRequestStatus(account, { RequestToken }: { RequestToken: string }) {
        const event = requests.of(account).get(RequestToken);
        if (event) return { ProgressEvent: event };
        throw new ServiceError("RequestTokenNotFoundException", `There is no request ${RequestToken}.`, 400);
    },
};
