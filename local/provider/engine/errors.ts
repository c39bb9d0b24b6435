/** A resource that exists under `id` although something after its creation failed. */
export class PartialFailure extends Error {
    constructor(
        message: string,
        readonly id: string,
        readonly outputs: Record<string, unknown>,
    ) {
        super(message);
    }
}

/** Whether a service says that what was asked for does not exist; each service has its own word for it. */
export function isNotFound(error: unknown): boolean {
    const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    return /NotFound|NoSuch|NonExistent|DoesNotExist/.test(name) || $metadata?.httpStatusCode === 404;
}

/** The call's result, or undefined where the service says that the thing does not exist. */
export async function found<T>(call: Promise<T>): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}

/** One sentence about a failed call: the service's error code and message, without a stack. */
export function sentence(error: unknown): string {
    const { name, message } = error as Error;
    const text = (message || String(error)).trim();
    return name && name !== "Error" && !text.startsWith(name) ? `${name}: ${text}` : text;
}
