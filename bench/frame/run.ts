import { parseArgs } from "node:util";
import { step } from "../../cli/terminal/progress";
import { type Goal, judge, judgeObservation, type Observation } from "./goals";
import { type Contender, measureInTurn } from "./measure";
import { describeMachine, type Result, resultText, type Table, writeJson, writeSection } from "./report";

export interface Benchmark {
    /** As in `npm run bench:<name>`. */
    readonly name: string;
    readonly title: string;
    /** What is compared and how, in sentences. */
    readonly about: string;
    /** How often each contender runs; `--rounds N` says otherwise. */
    readonly rounds: number;
    readonly goals: readonly Goal[];
    /** Observes once what is no matter of time. @default nothing */
    readonly observe?: () => Promise<Observed>;
    /** Gets ready, has the contenders measured, and cleans up whatever came of it. */
    readonly with: <T>(measure: (contenders: readonly Contender[]) => Promise<T>) => Promise<T>;
}

/** Tables of what was observed, and goals for it. */
export interface Observed {
    readonly tables: readonly Table[];
    readonly goals: readonly Observation[];
}

/**
 * Measures, shows the tables, writes `.drivetrain/bench/<name>.json` and the section of docs/benchmarks.md.
 * The process ends with 1 where a goal is missed, or something went wrong.
 */
export async function runBenchmark(benchmark: Benchmark): Promise<void> {
    try {
        const result = await measure(benchmark);
        process.stdout.write(`${resultText(result)}\n`);
        writeJson(result);
        await writeSection(result);
        if (result.goals.some(({ met }) => !met)) process.exitCode = 1;
    } catch (error) {
        process.stderr.write(`bench:${benchmark.name}: ${(error as Error).message}\n`);
        process.exitCode = 1;
    }
}

async function measure({ name, title, about, goals, ...benchmark }: Benchmark): Promise<Result> {
    const { values } = parseArgs({ options: { rounds: { type: "string", default: String(benchmark.rounds) } } });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number, 1 or more.");
    const machine = describeMachine();
    const measurements = await step({
        title: `bench:${name}`,
        run: (report) => benchmark.with((contenders) => measureInTurn(contenders, rounds, report)),
    });
    const observed = await benchmark.observe?.();
    const judged = [...judge(goals, measurements), ...(observed?.goals ?? []).map(judgeObservation)];
    return { name, title, about, machine, measurements, tables: observed?.tables ?? [], goals: judged };
}
