/** What people are told of an execution that ended: one message on the stack's topic. */
export interface Notice {
    /** At most 100 printable ASCII characters, as SNS demands. */
    readonly subject: string;
    readonly message: string;
    /** For filter policies of subscriptions. */
    readonly attributes: Readonly<Record<string, string>>;
}

const start = "Execution: ";

/** The line of every notice that names the execution which it tells of. */
export function executionLine(executionArn: string): string {
    return `${start}${executionArn}`;
}

/** The execution that a notice tells of, by its ARN. */
export function executionIn({ message }: Pick<Notice, "message">): string | undefined {
    return message
        .split("\n")
        .find((line) => line.startsWith(start))
        ?.slice(start.length);
}
