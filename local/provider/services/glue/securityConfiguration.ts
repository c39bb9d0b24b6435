import type { EncryptionConfiguration, S3Encryption } from "@aws-sdk/client-glue";
import type { glue } from "@pulumi/aws";
import { fromApi, regional, type Spelling, toApi } from "../../engine/convert";
import { define, type Plain } from "../../engine/resourceType";

/** The provider writes one word where the API writes two. */
const spelling: Spelling = {
    cloudwatchEncryption: "CloudWatchEncryption",
    cloudwatchEncryptionMode: "CloudWatchEncryptionMode",
};

/** There is no call that changes one. */
const securityConfiguration = define<glue.SecurityConfigurationArgs, glue.SecurityConfigurationState>({
    inputs: {
        ...regional,
        "encryptionConfiguration!": {
            "cloudwatchEncryption!": { cloudwatchEncryptionMode: "DISABLED|SSE-KMS", kmsKeyArn: "string" },
            "jobBookmarksEncryption!": { jobBookmarksEncryptionMode: "DISABLED|CSE-KMS", kmsKeyArn: "string" },
            "s3Encryption!": { kmsKeyArn: "string", s3EncryptionMode: "DISABLED|SSE-KMS|SSE-S3" },
        },
        name: "string",
    },
    outputs: [],
    autoName: { property: "name", maxLength: 255 },
    async create(aws, { name, encryptionConfiguration: { s3Encryption, ...rest } }) {
        await (
            await aws.clients.glue()
        ).createSecurityConfiguration({
            Name: name,
            // The API takes a list, of one.
            EncryptionConfiguration: {
                ...toApi<EncryptionConfiguration>(rest, spelling),
                S3Encryption: [toApi(s3Encryption)],
            },
        });
        return name ?? "";
    },
    async read(aws, id) {
        const { SecurityConfiguration: live } = await (await aws.clients.glue()).getSecurityConfiguration({ Name: id });
        if (!live) return undefined;
        const { S3Encryption, ...rest } = live.EncryptionConfiguration ?? {};
        return { name: live.Name, encryptionConfiguration: encryptionOf(rest, S3Encryption?.[0]) };
    },
    async delete(aws, id) {
        await (await aws.clients.glue()).deleteSecurityConfiguration({ Name: id });
    },
});

type Encryption = Plain<glue.SecurityConfigurationState>["encryptionConfiguration"];

function encryptionOf(rest: Omit<EncryptionConfiguration, "S3Encryption">, s3: S3Encryption = {}): Encryption {
    return fromApi({ ...rest, S3Encryption: s3 }, spelling);
}

export const types = { "aws:glue/securityConfiguration:SecurityConfiguration": securityConfiguration };
