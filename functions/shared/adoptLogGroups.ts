/** What the engine asks at each turn of a resource's life; it puts `tf` beside the input. */
export interface LogGroups {
    /** Names. */
    readonly groups: readonly string[];
    /** Days that events are kept. */
    readonly retentionInDays: number;
    /** ARN of the key that encrypts events from now on. */
    readonly kmsKeyId: string;
    readonly tf: {
        readonly action: "create" | "update" | "delete";
        /** What was asked before. */
        readonly prev_input?: { readonly groups?: readonly string[] } | null;
    };
}

/** What adopting asks of CloudWatch Logs. */
export interface Logs {
    /** Does nothing where the group is there. */
    create(name: string): Promise<void>;
    encrypt(name: string, kmsKeyId: string): Promise<void>;
    retain(name: string, days: number): Promise<void>;
    /** Leaves the group without a key; does nothing where it is gone. */
    decrypt(name: string): Promise<void>;
}

/**
 * Gives log groups that a service makes by itself a key and a retention, whether they are there already or not. They are
 * kept in the end, with the logs in them, but not the key: nobody could write to them when it is gone.
 *
 * @returns the groups that have key and retention now
 */
export async function adopt(logs: Logs, { groups, retentionInDays, kmsKeyId, tf }: LogGroups): Promise<string[]> {
    const kept = tf.action === "delete" ? [] : [...groups];
    for (const name of kept) {
        await logs.create(name);
        await logs.encrypt(name, kmsKeyId);
        await logs.retain(name, retentionInDays);
    }
    for (const name of [...groups, ...(tf.prev_input?.groups ?? [])]) {
        if (!kept.includes(name)) await logs.decrypt(name);
    }
    return kept;
}

/** How often, and after how many milliseconds, what is refused is tried again: a new role counts after some seconds. */
const tries = 20;
const pause = 3000;

/** Does something as often as it is refused, since the function's role is as new as the function. */
export async function untilAllowed<T>(act: () => Promise<T>, wait = pause): Promise<T> {
    for (let left = tries; ; left--) {
        try {
            return await act();
        } catch (error) {
            if ((error as Error).name !== "AccessDeniedException" || left <= 1) throw error;
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
    }
}

/** The Lambda's handler. */
export async function adoptLogGroups(event: LogGroups): Promise<string[]> {
    const {
        AssociateKmsKeyCommand,
        CloudWatchLogsClient,
        CreateLogGroupCommand,
        DisassociateKmsKeyCommand,
        PutRetentionPolicyCommand,
    } = await import("@aws-sdk/client-cloudwatch-logs");
    const client = new CloudWatchLogsClient({});
    const unless = (name: string) => (error: Error) => {
        if (error.name !== name) throw error;
    };
    return adopt(
        {
            async create(logGroupName) {
                const create = () => client.send(new CreateLogGroupCommand({ logGroupName }));
                await untilAllowed(create).catch(unless("ResourceAlreadyExistsException"));
            },
            async encrypt(logGroupName, kmsKeyId) {
                await untilAllowed(() => client.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId })));
            },
            async retain(logGroupName, retentionInDays) {
                await untilAllowed(() => client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })));
            },
            async decrypt(logGroupName) {
                const decrypt = client.send(new DisassociateKmsKeyCommand({ logGroupName }));
                await decrypt.catch(unless("ResourceNotFoundException"));
            },
        },
        event,
    );
}
