import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Account } from "./account";
import { invalid } from "./errors";

/** SageMaker's own service principal, which roles must trust. */
export const servicePrincipal = "sagemaker.amazonaws.com";

/** AWS clients that act as the role of a job or a model, at the local stage's endpoint. */
export interface RoleClients {
    readonly s3: S3Client;
    readonly logs: CloudWatchLogsClient;
}

/** An image of a registry of the account that calls, by its digest. */
export interface OwnImage {
    readonly repository: string;
    readonly digest: string;
}

interface SessionCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
}

/** Gives AWS clients that act as a role. */
export interface RoleAssumer {
    clientsOf(account: Account, roleArn: string): Promise<RoleClients>;
    /** CloudWatch, as a role or, where none is named, as the service itself; whoever asks for it closes it. */
    cloudWatch(account: Account, roleArn?: string): Promise<CloudWatchClient>;
    /** Whether a role may pull an image of the account's registry, which must be there. */
    mayPull(account: Account, roleArn: string, image: OwnImage): Promise<boolean>;
}

/** Closes the clients' connections. */
export function release({ s3, logs }: RoleClients): void {
    s3.destroy();
    logs.destroy();
}

/** Gives AWS clients at one endpoint, with the temporary credentials of a role. */
export class Aws implements RoleAssumer {
    /** @param endpoint the address of the emulator that answers for STS, IAM, S3 and CloudWatch Logs */
    constructor(private readonly endpoint: string) {}

    /**
     * Clients that act as a role; the SDK asks for new credentials when the old ones end.
     *
     * @param account the account in which SageMaker was called
     * @param roleArn the role that the request passes to SageMaker
     * @throws ServiceError when the role does not exist, or does not trust SageMaker
     */
    async clientsOf(account: Account, roleArn: string): Promise<RoleClients> {
        const { S3Client } = await import("@aws-sdk/client-s3");
        const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
        let session: SessionCredentials | undefined = await this.assume(account, roleArn);
        const credentials = async () => {
            const given = session ?? (await this.assume(account, roleArn));
            session = undefined;
            return given;
        };
        const common = { endpoint: this.endpoint, region: account.region };
        const s3 = new S3Client({ ...common, credentials, forcePathStyle: true });
        // The logs' client takes the credentials that S3's client holds, so that both ask once.
        const logs = new CloudWatchLogsClient({ ...common, credentials: () => s3.config.credentials() });
        return { s3, logs };
    }

    async cloudWatch(account: Account, roleArn?: string): Promise<CloudWatchClient> {
        const { CloudWatchClient } = await import("@aws-sdk/client-cloudwatch");
        const service = this.asService(account);
        return new CloudWatchClient(
            roleArn ? { ...service, credentials: () => this.assume(account, roleArn) } : service,
        );
    }

    async mayPull(account: Account, roleArn: string, { repository, digest }: OwnImage): Promise<boolean> {
        const { ECRClient, BatchGetImageCommand, GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
        const ecr = new ECRClient({ ...this.asService(account), credentials: await this.assume(account, roleArn) });
        try {
            await ecr.send(new GetAuthorizationTokenCommand());
            const query = { repositoryName: repository, imageIds: [{ imageDigest: digest }] };
            return (await ecr.send(new BatchGetImageCommand(query))).images?.length === 1;
        } catch {
            return false;
        } finally {
            ecr.destroy();
        }
    }

    /** Assumes a role as the service does. */
    private async assume(account: Account, roleArn: string): Promise<SessionCredentials> {
        await this.checkTrust(account, roleArn);
        const { STSClient, AssumeRoleCommand } = await import("@aws-sdk/client-sts");
        const sts = new STSClient(this.asService(account));
        // The emulator's launcher takes the caller for this service, so that the trust policy's conditions hold.
        sts.middlewareStack.add(
            (next) => (args) => {
                const request = args.request as { headers: Record<string, string> };
                request.headers["x-drivetrain-service"] = servicePrincipal;
                return next(args);
            },
            { step: "build", name: "drivetrainService" },
        );
        try {
            const answer = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "SageMaker" }));
            const given = answer.Credentials!;
            return {
                accessKeyId: given.AccessKeyId!,
                secretAccessKey: given.SecretAccessKey!,
                sessionToken: given.SessionToken!,
                expiration: given.Expiration ?? new Date(Date.now() + 3_600_000),
            };
        } catch {
            throw cannotAssume(roleArn);
        } finally {
            sts.destroy();
        }
    }

    /** STS lets the account's root assume any role of the account, so the service's own trust is looked up. */
    private async checkTrust(account: Account, roleArn: string): Promise<void> {
        const { IAMClient, GetRoleCommand } = await import("@aws-sdk/client-iam");
        const iam = new IAMClient(this.asService(account));
        try {
            const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleArn.split("/").at(-1)! }));
            const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}");
            if (!trusts(document, servicePrincipal)) {
                throw cannotAssume(roleArn);
            }
        } catch {
            throw cannotAssume(roleArn);
        } finally {
            iam.destroy();
        }
    }

    /** The emulator takes a 12-digit access key for the root of that account. */
    private asService(account: Account) {
        const credentials = { accessKeyId: account.id, secretAccessKey: "local" };
        return { endpoint: this.endpoint, region: account.region, credentials };
    }
}

function cannotAssume(roleArn: string): Error {
    return invalid(
        `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal ` +
            `'${servicePrincipal}' to assume the role.`,
    );
}

interface TrustStatement {
    readonly Effect?: string;
    readonly Principal?: { readonly Service?: string | readonly string[] };
}

/** Whether a trust policy lets a service assume its role. */
export function trusts(document: string, service: string): boolean {
    const { Statement } = JSON.parse(document) as { Statement?: TrustStatement | TrustStatement[] };
    return [Statement ?? []]
        .flat()
        .some(
            (statement) =>
                statement.Effect === "Allow" && [statement.Principal?.Service ?? []].flat().includes(service),
        );
}
