import { mergeHandler } from "../../../functions/scoring/mergeScores";
import type { Objects } from "../../../functions/shared/objects";
import { upload } from "../../../functions/shared/uploads";

/** What merging left, and the most memory (in bytes) that the process was seen to have. */
export interface Merged {
    readonly output: number;
    readonly lines: number;
    readonly last: string;
    readonly parts: number;
    readonly memory: number;
}

const rowsOfPart = 100_000;
const carried = ["id", "make", "note"];

/**
 * Merges as many rows as the first argument says, of two algorithms. Rows are made as they are read, so that whatever
 * memory is taken is taken by merging.
 */
class MadeObjects implements Objects {
    lines = 0;
    /** Parts of the upload. */
    parts = 0;
    last = "";
    memory = 0;

    constructor(private readonly rows: number) {}

    async read(uri: string): Promise<AsyncIterable<Uint8Array>> {
        if (uri.endsWith("/report.json")) {
            const parts = Math.ceil(this.rows / rowsOfPart);
            const counts = { input: this.rows, used: this.rows, quarantined: 0, reasons: {} };
            return chunked([JSON.stringify({ ...counts, carried, parts })]);
        }
        const part = Number(/part-(\d+)/.exec(uri)?.[1]);
        const line = uri.includes("/rows/") ? rowLine : uri.includes("/xgboost/") ? csvLine : jsonLine;
        return chunked(this.linesOf(part, line));
    }

    async write(uri: string, texts: AsyncIterable<string>): Promise<void> {
        const count = (body: Buffer): void => {
            if (!uri.endsWith(".csv")) return;
            // Not all of it as a text, which would take a heap of its own.
            this.last = body.subarray(-500).toString("utf8").trimEnd().split("\n").at(-1) ?? "";
            for (const byte of body) if (byte === 0x0a) this.lines++;
            this.parts++;
        };
        await upload(
            {
                put: async (body) => count(body),
                begin: async () => "upload",
                part: async (_, PartNumber, body) => (count(body), { PartNumber }),
                complete: async () => undefined,
                abort: async () => undefined,
            },
            texts,
        );
    }

    private *linesOf(part: number, line: (row: number) => string): Generator<string> {
        const end = Math.min(this.rows, (part + 1) * rowsOfPart);
        for (let row = part * rowsOfPart; row < end; row++) {
            if (row % 500 === 0) this.memory = Math.max(this.memory, process.memoryUsage().rss);
            yield line(row);
        }
    }
}

function rowLine(row: number): string {
    return `${row},"Saab, 900",${"note ".repeat(row % 70)}.\n`;
}

function csvLine(row: number): string {
    return `${row},${row / 2}\n`;
}

function jsonLine(row: number): string {
    return `${JSON.stringify({ identifier: String(row), SageMakerOutput: { score: row / 4 } })}\n`;
}

/** Texts as S3 sends them: in chunks of 64 KiB or so, which end anywhere. */
async function* chunked(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
    let open = "";
    for (const text of texts) {
        open += text;
        if (open.length > 65_536) {
            yield Buffer.from(open.slice(0, 65_536));
            open = open.slice(65_536);
        }
    }
    yield Buffer.from(open);
}

async function main(): Promise<void> {
    const objects = new MadeObjects(Number(process.argv[2]));
    const merge = mergeHandler(
        {
            model: "cars",
            algorithms: ["xgboost", "linear-learner"],
            identifierType: "integer",
            combine: "max",
            bounds: {},
            mostScores: Infinity,
        },
        async () => objects,
    )();
    const version = { modelPackageArn: "arn", modelName: "model", rmse: null };
    const merged = await merge({
        ...{ location: "s3://artifacts/scores/1", file: "cars.csv", runId: "1", input: "s3://landing/cars.csv" },
        ...{ executionArn: "arn", startedAt: "2026-01-02T03:04:05Z", mergedByJob: false },
        models: [
            { ...version, algorithm: "xgboost", batchFormat: "text/csv" },
            { ...version, algorithm: "linear-learner", batchFormat: "application/jsonlines" },
        ],
    });
    if (!("output" in merged)) throw new Error("It was left to a job.");
    const { output } = merged;
    const { lines, last, parts, memory } = objects;
    console.log(JSON.stringify({ output, lines, last, parts, memory } satisfies Merged));
}

void main();
