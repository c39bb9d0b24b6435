import { parseS3Uri, type Place } from "../../contracts/places";

/** What predicting asks of AWS. */
export interface Services {
    /** The values of the parameters that exist, by name. */
    parameters(names: readonly string[]): Promise<Readonly<Record<string, string | undefined>>>;
    /** The text of the object at an `s3://` URI. */
    text(uri: string): Promise<string>;
    /** What an endpoint answers, in JSON. */
    invoke(invocation: Invocation): Promise<string>;
    /** Makes an object of lines of JSON, or throws once the time is over. */
    put(place: Place, lines: string, timeoutMilliseconds: number): Promise<void>;
}

/** Rows of CSV for an endpoint. */
export interface Invocation {
    readonly endpointName: string;
    readonly csv: string;
    /** What the endpoint's captures name the rows by. @default nothing */
    readonly inferenceId?: string;
    readonly timeoutMilliseconds: number;
}

/** AWS itself, by the SDK that the Lambda runtime carries; once per warm worker. */
export async function connect(): Promise<Services> {
    const { SSMClient, GetParametersCommand } = await import("@aws-sdk/client-ssm");
    const { S3Client, GetObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
    const { SageMakerRuntimeClient, InvokeEndpointCommand } = await import("@aws-sdk/client-sagemaker-runtime");
    const ssm = new SSMClient({});
    const s3 = new S3Client({});
    const runtime = new SageMakerRuntimeClient({});
    return {
        async parameters(names) {
            const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [...names] }));
            return Object.fromEntries(Parameters.map(({ Name = "", Value }) => [Name, Value]));
        },
        async text(uri) {
            const { bucket, key } = parseS3Uri(uri);
            const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
            return (await Body?.transformToString()) ?? "";
        },
        async invoke({ endpointName, csv, inferenceId, timeoutMilliseconds }) {
            const { Body } = await runtime.send(
                new InvokeEndpointCommand({
                    EndpointName: endpointName,
                    ContentType: "text/csv",
                    Accept: "application/json",
                    InferenceId: inferenceId,
                    Body: csv,
                }),
                { abortSignal: AbortSignal.timeout(timeoutMilliseconds) },
            );
            return Body?.transformToString() ?? "";
        },
        async put({ bucket, key }, lines, timeoutMilliseconds) {
            const ContentType = "application/x-ndjson";
            // The bucket's own encryption is by the stack's key.
            const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType, Body: lines });
            await s3.send(command, { abortSignal: AbortSignal.timeout(timeoutMilliseconds) });
        },
    };
}
