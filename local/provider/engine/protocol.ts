import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PartialFailure } from "./errors";
import type { Difference } from "./lifecycle";
import { Problem } from "./shape";
import { defined, Properties } from "./values";

/** What the engine knows of a resource from the last time. */
export interface Olds {
    readonly inputs: Properties;
    readonly state: Properties;
}

/**
 * What a provider answers the engine, whichever package it stands for. `peer` names the connection, and so the config;
 * a preview calls nobody.
 */
export interface ServedProvider {
    checkConfig(config: Properties): Problem[];
    configure(peer: string, config: Properties): void;
    check(
        peer: string,
        urn: string,
        seed: Uint8Array,
        olds: Properties,
        news: Properties,
    ): { inputs: Properties; problems: Problem[] };
    diff(peer: string, urn: string, olds: Olds, news: Properties): Difference;
    create(
        peer: string,
        urn: string,
        inputs: Properties,
        preview: boolean,
    ): Promise<{ id: string; outputs: Properties }>;
    update(peer: string, urn: string, id: string, olds: Olds, news: Properties, preview: boolean): Promise<Properties>;
    /** The id is empty where the resource has gone. */
    read(
        peer: string,
        urn: string,
        id: string,
        inputs: Properties,
        state: Properties,
    ): Promise<{ id: string; inputs: Properties; outputs: Properties }>;
    delete(peer: string, urn: string, id: string, state: Properties): Promise<void>;
    invoke(peer: string, token: string, args: Properties): Properties;
    /** The ids that a stack's resources were created with, by URN, once nothing is being done to it. */
    created?(stack: string): Promise<Record<string, string>>;
}

/** The function that tells what was created of a stack; no published provider has it. */
export const createdToken = "drivetrain:stage:created";

/** Implements the engine's resource provider protocol (pulumirpc.ResourceProvider) by a provider of ours. */
export function providerService(provider: ServedProvider, version: string): grpc.UntypedServiceImplementation {
    return {
        ...commonService(version),
        checkConfig: handler((req: proto.CheckRequest) => {
            const news = values(req.getNews());
            return checkResponse(news, provider.checkConfig(news));
        }),
        configure: handler((req: proto.ConfigureRequest, peer) => {
            provider.configure(peer, values(req.getArgs()));
            const response = new proto.ConfigureResponse();
            response.setSupportspreview(true);
            return response;
        }),
        check: handler((req: proto.CheckRequest, peer) => {
            const seed = req.getRandomseed_asU8();
            const olds = values(req.getOlds());
            const { inputs, problems } = provider.check(peer, req.getUrn(), seed, olds, values(req.getNews()));
            return checkResponse(inputs, problems);
        }),
        diff: handler((req: proto.DiffRequest, peer) => {
            const { changed, replaces, deleteBeforeReplace } = provider.diff(
                peer,
                req.getUrn(),
                { inputs: values(req.getOldInputs()), state: values(req.getOlds()) },
                values(req.getNews()),
            );
            const response = new proto.DiffResponse();
            const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
            response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
            response.setDiffsList(changed);
            response.setReplacesList(replaces);
            response.setDeletebeforereplace(deleteBeforeReplace);
            return response;
        }),
        create: handler(async (req: proto.CreateRequest, peer) => {
            const inputs = values(req.getProperties());
            const { id, outputs } = await provider.create(peer, req.getUrn(), inputs, req.getPreview());
            const response = new proto.CreateResponse();
            response.setId(id);
            response.setProperties(struct(outputs));
            return response;
        }),
        update: handler(async (req: proto.UpdateRequest, peer) => {
            const olds = { inputs: values(req.getOldInputs()), state: values(req.getOlds()) };
            const news = values(req.getNews());
            const outputs = await provider.update(peer, req.getUrn(), req.getId(), olds, news, req.getPreview());
            const response = new proto.UpdateResponse();
            response.setProperties(struct(outputs));
            return response;
        }),
        read: handler(async (req: proto.ReadRequest, peer) => {
            const [inputs, state] = [values(req.getInputs()), values(req.getProperties())];
            const result = await provider.read(peer, req.getUrn(), req.getId(), inputs, state);
            const response = new proto.ReadResponse();
            response.setId(result.id);
            response.setInputs(struct(result.inputs));
            response.setProperties(struct(result.outputs));
            return response;
        }),
        delete: handler(async (req: proto.DeleteRequest, peer) => {
            await provider.delete(peer, req.getUrn(), req.getId(), values(req.getProperties()));
            return new Empty();
        }),
        invoke: handler(async (req: proto.InvokeRequest, peer) => {
            const response = new proto.InvokeResponse();
            const args = values(req.getArgs());
            const answer =
                req.getTok() === createdToken
                    ? await provider.created?.(String(args.stack))
                    : provider.invoke(peer, req.getTok(), args);
            response.setReturn(struct(answer ?? {}));
            return response;
        }),
    };
}

/** What every provider answers in the same way. */
export function commonService(version: string): grpc.UntypedServiceImplementation {
    return {
        attach: handler(() => new Empty()),
        cancel: handler(() => new Empty()),
        getPluginInfo: handler(() => {
            const info = new PluginInfo();
            info.setVersion(version);
            return info;
        }),
        getSchema: handler(() => {
            const response = new proto.GetSchemaResponse();
            response.setSchema("{}");
            return response;
        }),
        diffConfig: handler(() => {
            const response = new proto.DiffResponse();
            response.setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE);
            return response;
        }),
    };
}

/** A gRPC method made of a function that returns the response or throws an error meant for the person at the CLI. */
export function handler<Request, Response>(answer: (request: Request, peer: string) => Response | Promise<Response>) {
    return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
        Promise.resolve()
            .then(() => answer(call.request, call.getPeer()))
            .then((response) => callback(null, response))
            .catch((error: Error) => callback(failure(error), null));
    };
}

export const values = (properties: Struct | undefined): Properties =>
    (properties?.toJavaScript() as Properties | undefined) ?? {};

export const struct = (properties: Properties): Struct =>
    Struct.fromJavaScript(defined(properties) as Record<string, JavaScriptValue>);

function checkResponse(inputs: Properties, problems: readonly Problem[]): proto.CheckResponse {
    const response = new proto.CheckResponse();
    response.setInputs(struct(inputs));
    response.setFailuresList(
        problems.map(({ property, reason }) => {
            const failed = new proto.CheckFailure();
            failed.setProperty(property);
            failed.setReason(reason);
            return failed;
        }),
    );
    return response;
}

/** An error for the engine; a resource that exists in spite of it is reported with its id, so that it is not lost. */
function failure(error: Error): Partial<grpc.StatusObject> {
    const metadata = new grpc.Metadata();
    if (error instanceof PartialFailure) {
        const detail = new proto.ErrorResourceInitFailed();
        detail.setId(error.id);
        detail.setProperties(struct(error.outputs));
        detail.setReasonsList([error.message]);
        const packed = new Any();
        packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const status = new Status();
        status.setCode(grpc.status.UNKNOWN);
        status.setMessage(error.message);
        status.addDetails(packed);
        metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    }
    return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
