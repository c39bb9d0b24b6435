import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Definition, type Json, nestedIn } from "../../components/asl/states";

/**
 * What a task answers: its result, or the error that it ends with. In a result, a text `<state.field>` stands for an
 * argument of that state's last call.
 */
export type Answer = { readonly result: Json } | { readonly error: string; readonly cause?: string };

/** An execution to walk: its input, and for each Task state the answers of its calls in order; the last one repeats. */
export interface Walk {
    /** The execution's. @default "walk" */
    readonly name?: string;
    readonly input: Json;
    readonly answers: Readonly<Record<string, readonly Answer[]>>;
}

/** A call that a Task state made, with its arguments as the interpreter evaluated them. */
export interface Call {
    readonly state: string;
    readonly resource: string;
    readonly arguments: Readonly<Record<string, unknown>>;
}

/** What became of a walk. */
export interface Outcome {
    readonly status: "SUCCEEDED" | "FAILED";
    readonly output: Readonly<Record<string, unknown>> | null;
    readonly error: string | null;
    readonly cause: string | null;
    readonly calls: readonly Call[];
    /** Every state that was entered, by its name, and every way out that was taken, such as `Check: Choices[0]`. */
    readonly trace: readonly string[];
    /** What the API models find wrong in the calls, and states that the walk has no answer for. */
    readonly problems: readonly string[];
}

/** The walks of one state machine, and what Step Functions would refuse its definition for. */
export interface Walked {
    readonly problems: readonly string[];
    readonly outcomes: Readonly<Record<string, Outcome>>;
}

const python = process.env["DRIVETRAIN_PYTHON"] ?? join(__dirname, "../../.drivetrain/python/bin/python");

/** Runs all walks of a state machine at once, in MiniStack's interpreter. */
export async function walkAll(definition: Definition, walks: Readonly<Record<string, Walk>>): Promise<Walked> {
    const child = spawn(python, [join(__dirname, "interpreter.py")], { stdio: "pipe" });
    child.stdin.end(JSON.stringify({ definition, walks }));
    const ended = new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
    const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) {
        throw new Error(`The walks did not end: ${errors}`);
    }
    return JSON.parse(output) as Walked;
}

/** Everything that a definition can do, in the spelling of {@link Outcome.trace}: its states, branches and retries. */
export function everyStep(definition: Definition): readonly string[] {
    return Object.entries(definition.States).flatMap(([name, state]) => {
        const fields = state as unknown as Partial<Record<string, unknown>>;
        const indexed = (field: string) =>
            ((fields[field] ?? []) as readonly unknown[]).map((_, index) => `${name}: ${field}[${index}]`);
        const following = ["Default", "Next", "End"].filter((field) => fields[field] !== undefined);
        return [
            name,
            ...following.map((field) => `${name}: ${field}`),
            ...indexed("Choices"),
            ...indexed("Catch"),
            ...indexed("Retry"),
            ...nestedIn(state).flatMap(everyStep),
        ];
    });
}

/** The Task states of a definition, at any depth, that can be retried or caught. */
export function fallible(
    definition: Definition,
): readonly { readonly name: string; readonly retries: readonly string[] }[] {
    return Object.entries(definition.States).flatMap(([name, state]) => {
        if (state.Type === "Task") {
            return [{ name, retries: state.Retry.map(({ ErrorEquals }) => ErrorEquals[0] ?? "") }];
        }
        return nestedIn(state).flatMap(fallible);
    });
}
