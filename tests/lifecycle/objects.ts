import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

/** What runs and requests have left on a copy's local stage, reached by the environment that `drivetrain env` tells. */
export class Objects {
    private readonly client;

    constructor(env: Readonly<Record<string, string>>) {
        this.client = {
            endpoint: env["AWS_ENDPOINT_URL"],
            region: env["AWS_REGION"] ?? "us-east-1",
            credentials: {
                accessKeyId: String(env["AWS_ACCESS_KEY_ID"]),
                secretAccessKey: String(env["AWS_SECRET_ACCESS_KEY"]),
            },
        };
    }

    /** The keys below a prefix: less than a thousand. */
    async keys(Bucket: string, Prefix: string): Promise<readonly string[]> {
        const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
        return Contents.map(({ Key }) => String(Key));
    }

    async text(Bucket: string, Key: string): Promise<string> {
        const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
        return (await Body?.transformToString()) ?? "";
    }

    async parameter(Name: string): Promise<string> {
        const { Parameter } = await new SSMClient(this.client).send(new GetParameterCommand({ Name }));
        return String(Parameter?.Value);
    }

    private get s3(): S3Client {
        return new S3Client({ ...this.client, forcePathStyle: true });
    }
}
