import { credentials, Metadata } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { createdToken, struct, values } from "./engine/protocol";

/**
 * The ids with which resources of a stack were created, by URN, also those that no engine has learnt. Waits for what the
 * provider is still doing to the stack.
 *
 * @param port the `aws` provider's, on the loopback interface
 * @param milliseconds how long to wait
 */
export async function askForCreated(
    port: number,
    stack: string,
    milliseconds: number,
): Promise<Record<string, string>> {
    const request = new proto.InvokeRequest();
    request.setTok(createdToken);
    request.setArgs(struct({ stack }));
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    try {
        const response = await new Promise<proto.InvokeResponse>((resolve, reject) => {
            client.invoke(request, new Metadata(), { deadline: Date.now() + milliseconds }, (error, value) =>
                error ? reject(error) : resolve(value),
            );
        });
        return values(response.getReturn()) as Record<string, string>;
    } finally {
        client.close();
    }
}
