import type { SQSClient } from "@aws-sdk/client-sqs";

/** A notification that a topic sent. */
export interface Notification {
    /** The topic's ARN. */
    readonly topic: string;
    readonly subject: string;
    readonly message: string;
}

const prefix = "drivetrain-mailbox-";
/** The emulator's queue URLs name another host than the endpoint, which is the one to use. */
const client = { useQueueUrlAsEndpoint: false };

/**
 * Subscribes a queue to a topic, so that its notifications can be listed. Opening it again changes nothing.
 * Clients take endpoint and credentials from the environment.
 *
 * @param topicArn the topic, of this account and region
 */
export async function openMailbox(topicArn: string): Promise<void> {
    const { SQSClient, CreateQueueCommand, SetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
    const { SNSClient, SubscribeCommand } = await import("@aws-sdk/client-sns");
    const queueArn = topicArn.replace(":sns:", ":sqs:").replace(/[^:]+$/, queueName(topicArn));
    const sqs = new SQSClient(client);
    const sns = new SNSClient();
    try {
        const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queueName(topicArn) }));
        const Policy = JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "sns.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: queueArn,
                    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
                },
            ],
        });
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
        await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn }));
    } finally {
        sqs.destroy();
        sns.destroy();
    }
}

/** Takes the notifications out of all mailboxes of the account, in the order in which they were sent. */
export async function readMailbox(): Promise<Notification[]> {
    const { SQSClient, ListQueuesCommand } = await import("@aws-sdk/client-sqs");
    const sqs = new SQSClient(client);
    try {
        const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
        const letters = await Promise.all((QueueUrls ?? []).map((url) => emptyQueue(sqs, url)));
        return letters
            .flat()
            .sort((a, b) => a.sent.localeCompare(b.sent))
            .map(({ topic, subject, message }) => ({ topic, subject, message }));
    } finally {
        sqs.destroy();
    }
}

async function emptyQueue(sqs: SQSClient, QueueUrl: string): Promise<(Notification & { sent: string })[]> {
    const { ReceiveMessageCommand, DeleteMessageCommand } = await import("@aws-sdk/client-sqs");
    const letters: (Notification & { sent: string })[] = [];
    for (;;) {
        const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (!Messages?.length) return letters;
        for (const { Body, ReceiptHandle } of Messages) {
            const letter = JSON.parse(Body!) as Record<string, string>;
            letters.push({
                topic: letter.TopicArn ?? "",
                subject: letter.Subject ?? "",
                message: letter.Message ?? "",
                sent: letter.Timestamp ?? "",
            });
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
    }
}

/** The queue's name for a topic; 80 characters at most. */
function queueName(topicArn: string): string {
    return `${prefix}${topicArn.split(":").at(-1)!}`.slice(0, 80);
}
