/** Exit codes of every command; `--help` lists them. */
export const Exit = { ok: 0, failed: 1, usage: 2, rejected: 3, interrupted: 130 } as const;

/** An error that the user can act on: its message is the whole report, no stack trace follows it. */
export class CommandError extends Error {
    constructor(
        message: string,
        readonly exitCode: number = Exit.failed,
    ) {
        super(message);
        this.name = "CommandError";
    }
}

/** A wrong argument: exit code 2. */
export class UsageError extends CommandError {
    constructor(message: string) {
        super(message, Exit.usage);
        this.name = "UsageError";
    }
}

/** Ctrl-C, or a SIGTERM. */
export class Interrupted extends CommandError {
    /** @param what what is true now, as a whole sentence or more */
    constructor(what = "") {
        super(`Interrupted.${what && ` ${what}`}`, Exit.interrupted);
        this.name = "Interrupted";
    }
}

/** The exit code that an error asks for. */
export function exitCodeOf(error: unknown): number {
    return error instanceof CommandError ? error.exitCode : Exit.failed;
}

/** One sentence for any error: ours as they are, those of the AWS SDK and of the network in the user's terms. */
export function explain(error: unknown): string {
    if (error instanceof CommandError) return error.message;
    if (!(error instanceof Error)) return sentence(String(error));
    const code = (error as NodeJS.ErrnoException).code;
    if (error.name === "AbortError") return new Interrupted().message;
    if (error.name === "CredentialsProviderError" || /Could not load credentials/.test(error.message)) {
        return "No AWS credentials were found: run `aws configure` or `aws sso login`, or set AWS_PROFILE.";
    }
    if (/Region is missing/.test(error.message)) return "No AWS region is set: set AWS_REGION.";
    if (/^ExpiredToken|^InvalidClientTokenId|^UnrecognizedClient/.test(error.name)) {
        return `AWS does not accept these credentials (${error.name}): sign in again, or set another AWS_PROFILE.`;
    }
    if (code === "ECONNREFUSED") {
        return "Nothing answers at the AWS endpoint: `npx drivetrain status` tells whether the local stage runs.";
    }
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
        const { hostname = "the AWS endpoint" } = error as { hostname?: string };
        return `${hostname} cannot be reached: there is no network, or no such region (AWS_REGION).`;
    }
    if ("$metadata" in error) return sentence(`AWS answered ${error.name}: ${error.message}`);
    return sentence(error.message || error.name);
}

function sentence(text: string): string {
    const line = text.trim().replace(/\s*\n\s*/g, " ");
    return /[.!?:]$/.test(line) ? line : `${line}.`;
}
