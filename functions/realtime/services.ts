import { parseS3Uri } from "../../contracts/places";

/** What predicting asks of AWS. */
export interface Services {
    /** The values of the parameters that exist, by name. */
    parameters(names: readonly string[]): Promise<Readonly<Record<string, string | undefined>>>;
    /** The text of the object at an `s3://` URI. */
    text(uri: string): Promise<string>;
    /** What an endpoint answers, in JSON, to rows of CSV. */
    invoke(endpointName: string, csv: string, timeoutMilliseconds: number): Promise<string>;
}

/** AWS itself, by the SDK that the Lambda runtime carries; once per warm worker. */
export async function connect(): Promise<Services> {
    const { SSMClient, GetParametersCommand } = await import("@aws-sdk/client-ssm");
    const { S3Client, GetObjectCommand } = await import("@aws-sdk/client-s3");
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
        async invoke(EndpointName, csv, timeoutMilliseconds) {
            const { Body } = await runtime.send(
                new InvokeEndpointCommand({
                    EndpointName,
                    ContentType: "text/csv",
                    Accept: "application/json",
                    Body: csv,
                }),
                { abortSignal: AbortSignal.timeout(timeoutMilliseconds) },
            );
            return Body?.transformToString() ?? "";
        },
    };
}
