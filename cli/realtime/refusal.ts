import { defaultStack, stackOption } from "../stacks/stackOption";
import { CommandError } from "../terminal/errors";
import type { ApiAnswer } from "./client";

interface Refused {
    /** The prediction function's words; API Gateway's own refusals have `message` or `Message` alone. */
    readonly message?: string;
    readonly Message?: string;
    readonly errors?: readonly {
        readonly row: number | null;
        readonly column: string | null;
        readonly message: string;
    }[];
}

/**
 * The API's refusal as sentences, each with the row and the column that it names.
 * @param stack the name of the stack whose API it is
 */
export function refusal({ status, body }: ApiAnswer, stack = defaultStack): CommandError {
    const refused = parse(body);
    const said = refused?.message ?? refused?.Message ?? (body.trim().slice(0, 500) || "nothing else");
    const problems = (refused?.errors ?? []).map(({ row, column, message }) => {
        const where = [
            row === null ? "" : row === 0 ? "header" : `row ${row}`,
            column === null ? "" : `column ${column}`,
        ]
            .filter(Boolean)
            .join(", ");
        return `${where ? `${where}: ` : ""}${message}`;
    });
    // The function's words begin with the first problem, and say how many more there are.
    const further = problems.filter((problem) => !said.toLowerCase().startsWith(problem.toLowerCase()));
    return new CommandError(
        [
            `The API answered ${status}: ${said}${hintOf(status, stack)}`,
            ...further.map((problem) => `  ${problem}`),
        ].join("\n"),
    );
}

/** What to do about a refusal, by its status. */
function hintOf(status: number, stack: string): string {
    if (status === 403) return " (the caller needs execute-api:Invoke on this API)";
    if (status !== 413) return "";
    return ` (\`npx drivetrain score FILE.csv${stackOption(stack)}\` scores a larger CSV by batch)`;
}

function parse(body: string): Refused | undefined {
    try {
        return JSON.parse(body) as Refused;
    } catch {
        return undefined;
    }
}
