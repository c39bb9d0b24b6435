import { dataEndings, manifestEnding } from "../../contracts/landing";
import type { Notice } from "../../contracts/notices";
import { s3Uri } from "../../contracts/places";
import { type RetrainingDecision, retrainingId } from "../../contracts/retraining";
import { namedError } from "../shared/errors";
import { connectListing } from "../shared/listing";
import { parsedObject } from "../shared/notices";

/** An object of training data. */
export interface Landed {
    readonly bucket: string;
    readonly key: string;
    /** Empty in a bucket that keeps none. */
    readonly version: string;
    readonly written: Date;
}

/** What the version that serves has learnt from. */
export interface ServingData {
    /** Bucket and key. */
    readonly key: string;
    readonly version: string;
    /** ISO 8601. */
    readonly time: string;
}

/** The run that has claimed an object. */
export interface Claimed {
    readonly name: string;
    readonly status: string;
    readonly verdict?: string;
    readonly reason?: string;
}

/** What retraining needs of AWS. */
export interface RetrainingServices {
    readonly now: () => Date;
    /** The newest object that training starts with; undefined where there is none. */
    newest(): Promise<Landed | undefined>;
    /** Undefined where nothing serves. @param lease the ledger's key of the endpoint's lease */
    serving(lease: string): Promise<ServingData | undefined>;
    /** Undefined where no run has claimed the object. @param claim the ledger's key */
    claimed(claim: string, stateMachineArn: string): Promise<Claimed | undefined>;
    /**
     * Notes that training is started at this time, unless it was since another one.
     * @param execution the monitor's, whose own turn is taken again
     * @returns when it was started before, where it is not to be again
     */
    takeTurn(execution: string, now: Date, since: Date): Promise<Date | undefined>;
    /** Starts a run of that name, or finds it; its ARN. */
    start(stateMachineArn: string, name: string, input: object): Promise<string>;
    /** Whether the last decision was about another situation. */
    isNews(situation: string): Promise<boolean>;
    remember(situation: string, decision: RetrainingDecision): Promise<void>;
    readonly publish: (notice: Notice) => Promise<void>;
}

/** AWS itself, by the SDK that the Lambda runtime carries. */
export async function connectRetraining(
    TableName: string,
    { bucket, prefix, monitor }: { readonly bucket: string; readonly prefix: string; readonly monitor: string },
): Promise<Omit<RetrainingServices, "publish">> {
    const { DynamoDBClient, GetItemCommand, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const { S3Client, HeadObjectCommand } = await import("@aws-sdk/client-s3");
    const { SFNClient, DescribeExecutionCommand, StartExecutionCommand } = await import("@aws-sdk/client-sfn");
    const listing = await connectListing();
    const [ledger, s3, sfn] = [new DynamoDBClient({}), new S3Client({}), new SFNClient({})];
    const Key = { id: { S: retrainingId(monitor) } };
    const item = async (id: string) =>
        (await ledger.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }))).Item;
    return {
        now: () => new Date(),
        async newest() {
            const objects = (await listing.objects(bucket, prefix)).filter(({ key }) => startsTraining(key));
            // Of two that came at once, the one whose name comes later.
            const found = objects.sort((a, b) => a.modified - b.modified).at(-1);
            if (found === undefined) return undefined;
            const uri = s3Uri(bucket, found.key);
            const head = new HeadObjectCommand({ Bucket: bucket, Key: found.key });
            const { VersionId, LastModified } = await s3.send(head).catch((error: Error) => {
                // The answer to a HEAD request has no words.
                throw namedError(error.name, `${uri} is not there any more, or must not be read: ${error.message}`);
            });
            return {
                bucket,
                key: found.key,
                version: VersionId ?? "",
                written: LastModified ?? new Date(found.modified),
            };
        },
        async serving(lease) {
            const { dataKey, dataVersion, dataTime } = (await item(lease)) ?? {};
            return dataKey?.S === undefined
                ? undefined
                : { key: dataKey.S, version: dataVersion?.S ?? "", time: dataTime?.S ?? "" };
        },
        async claimed(claim) {
            const executionArn = (await item(claim))?.["execution"]?.S;
            if (executionArn === undefined) return undefined;
            const name = executionArn.split(":").at(-1) ?? "";
            try {
                const { status = "", output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
                const { verdict, reason } = parsedObject(output) as { verdict?: string; reason?: string };
                return { name, status, verdict, reason };
            } catch (error) {
                // Step Functions forgets executions after 90 days, and those of a state machine that was deleted.
                if ((error as Error).name !== "ExecutionDoesNotExist") throw error;
                return { name, status: "ended" };
            }
        },
        async takeTurn(execution, now, since) {
            const command = new UpdateItemCommand({
                ...{ TableName, Key },
                UpdateExpression: "SET startedAt = :now, startedBy = :execution",
                ConditionExpression: "attribute_not_exists(startedAt) OR startedBy = :execution OR startedAt <= :since",
                ExpressionAttributeValues: {
                    ":now": { S: now.toISOString() },
                    ":since": { S: since.toISOString() },
                    ":execution": { S: execution },
                },
            });
            try {
                await ledger.send(command);
                return undefined;
            } catch (error) {
                if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
                return new Date((await item(Key.id.S))?.["startedAt"]?.S ?? now);
            }
        },
        async start(stateMachineArn, name, input) {
            const executionArn = stateMachineArn.replace(":stateMachine:", ":execution:") + `:${name}`;
            const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
            await sfn.send(command).catch((error: Error) => {
                if (error.name !== "ExecutionAlreadyExists") throw error;
            });
            return executionArn;
        },
        async isNews(situation) {
            return (await item(Key.id.S))?.["situation"]?.S !== situation;
        },
        async remember(situation, decision) {
            const command = new UpdateItemCommand({
                ...{ TableName, Key },
                UpdateExpression: "SET situation = :situation, decided = :decided",
                ExpressionAttributeValues: {
                    ":situation": { S: situation },
                    ":decided": { S: JSON.stringify(decision) },
                },
            });
            await ledger.send(command);
        },
    };
}

/** Whether a file's name is one that a rule starts a run for. */
function startsTraining(key: string): boolean {
    return [...dataEndings, manifestEnding].some((ending) => key.endsWith(ending));
}
