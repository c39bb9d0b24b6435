import * as fs from "node:fs";
import * as path from "node:path";
import type { CloudWatchLogsClient, InputLogEvent } from "@aws-sdk/client-cloudwatch-logs";

const flushMilliseconds = 2_000;
const batchSize = 1_000;

/**
 * The output of one container: kept in a file of the private root, and sent to CloudWatch Logs as the role, every two
 * seconds. A role that may not write logs has none there, as on AWS; the file is written in any case.
 */
export class LogStream {
    private readonly file: fs.WriteStream;
    private readonly timer: NodeJS.Timeout;
    private waiting: InputLogEvent[] = [];
    private sending: Promise<void> = Promise.resolve();
    private made = false;

    /**
     * @param file where the lines are kept
     * @param group the log group, such as `/aws/sagemaker/TrainingJobs`
     * @param name the stream's name in that group
     */
    constructor(
        file: string,
        private readonly logs: CloudWatchLogsClient,
        readonly group: string,
        readonly name: string,
    ) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        this.file = fs.createWriteStream(file, { flags: "a" });
        this.timer = setInterval(() => void this.flush(), flushMilliseconds);
        this.timer.unref();
    }

    write(line: string): void {
        this.file.write(`${line}\n`);
        if (line !== "") {
            this.waiting.push({ timestamp: Date.now(), message: line });
        }
    }

    /** Sends what waits; the last call's promise also stands for the calls before it. */
    flush(): Promise<void> {
        const events = this.waiting;
        this.waiting = [];
        if (events.length > 0) {
            this.sending = this.sending.then(() => this.send(events)).catch(() => undefined);
        }
        return this.sending;
    }

    async close(): Promise<void> {
        clearInterval(this.timer);
        await this.flush();
        await new Promise<void>((resolve) => this.file.end(resolve));
    }

    private async send(events: InputLogEvent[]): Promise<void> {
        const { PutLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
        await this.make();
        const place = { logGroupName: this.group, logStreamName: this.name };
        for (let start = 0; start < events.length; start += batchSize) {
            const logEvents = events.slice(start, start + batchSize);
            await this.logs.send(new PutLogEventsCommand({ ...place, logEvents }));
        }
    }

    private async make(): Promise<void> {
        if (this.made) {
            return;
        }
        const { CreateLogGroupCommand, CreateLogStreamCommand } = await import("@aws-sdk/client-cloudwatch-logs");
        // Both may exist already; what matters is whether the events can be put.
        await this.logs.send(new CreateLogGroupCommand({ logGroupName: this.group })).catch(() => undefined);
        const stream = { logGroupName: this.group, logStreamName: this.name };
        await this.logs.send(new CreateLogStreamCommand(stream)).catch(() => undefined);
        this.made = true;
    }
}
