import type { CreateTransformJobCommandInput } from "@aws-sdk/client-sagemaker";
import { invalid, messageOf, unsupported } from "../core/errors";
import { formatLine, parseLine } from "./csv";
import { csvCut, csvJoinCut, type Cut, type JoinCut, jsonCut, jsonJoinCut } from "./cuts";
import { type Json, JsonPath } from "./jsonPath";

const csv = "text/csv";
const jsonLines = "application/jsonlines";

const newline = 0x0a;

/** One format's way through the filters and the join, a record a line. */
interface Format {
    /** The input filter. */
    prepare(record: string): string;
    /** The join, and the output filter. */
    finish(record: string, answer: string): string;
    /** Both for many records at once, whose texts they keep as they stand. */
    readonly cut: Cut;
    readonly joinCut: JoinCut;
}

/**
 * What a transform job does to each record before and after the container: filter the input, join it with the answer,
 * filter what is stored.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
export class DataProcessing {
    private constructor(
        private readonly format: Format,
        private readonly input: boolean,
        private readonly output: boolean,
    ) {}

    /**
     * The processing that a job asks for; undefined when it asks for none.
     *
     * @throws ServiceError when the request's parts do not fit together
     */
    static of(request: CreateTransformJobCommandInput): DataProcessing | undefined {
        const { InputFilter = "$", OutputFilter = "$", JoinSource = "None" } = request.DataProcessing ?? {};
        const [input, output] = [pathOf("InputFilter", InputFilter), pathOf("OutputFilter", OutputFilter)];
        const joins = JoinSource === "Input";
        if (input.whole && output.whole && !joins) {
            return undefined;
        }
        const type = commonType(request);
        if (type === csv) {
            for (const [name, path] of Object.entries({ InputFilter: input, OutputFilter: output })) {
                if (!path.columnsOnly) {
                    throw invalid(`${name} "${path.text}" must select columns by index, since the data is ${csv}.`);
                }
            }
        }
        const format = type === csv ? csvFormat(input, output, joins) : jsonFormat(input, output, joins);
        return new DataProcessing(format, !input.whole, joins || !output.whole);
    }

    /** What of some records is sent to the container: lines, each with its end. */
    prepare(records: Buffer): Buffer {
        if (!this.input) return records;
        return this.format.cut(records) ?? asLines(recordsOf(records).map((record) => this.format.prepare(record)));
    }

    /**
     * What is stored for records that were sent together.
     *
     * @throws Error when the answers do not belong to the records one by one, or lack what a filter asks for
     */
    finish(records: Buffer, answer: Buffer): Buffer {
        if (!this.output) return answer;
        const ended = answer.at(-1) === newline ? answer : Buffer.concat([answer, Buffer.of(newline)]);
        return this.format.joinCut(records, ended) ?? this.finishEach(recordsOf(records), recordsOf(ended));
    }

    private finishEach(records: readonly string[], answers: readonly string[]): Buffer {
        if (answers.length !== records.length) {
            throw new Error("Fail to join data: mismatched line count between the input and the output");
        }
        return asLines(records.map((record, index) => this.format.finish(record, answers[index]!)));
    }
}

/** The texts of whole lines. */
function recordsOf(lines: Buffer): string[] {
    return lines.toString("utf8").slice(0, -1).split("\n");
}

function asLines(records: readonly string[]): Buffer {
    return Buffer.from(records.map((record) => `${record}\n`).join(""));
}

function pathOf(name: string, text: string): JsonPath {
    try {
        return JsonPath.parse(text);
    } catch (error) {
        throw invalid(
            `${name} "${text}" is not a valid JSONPath expression: it ${messageOf(error)}. SageMaker supports only a ` +
                "subset of the defined JSONPath operators.",
        );
    }
}

/** The one type of input and output; the container must speak it both ways. */
function commonType({ TransformInput: input, TransformOutput: output }: CreateTransformJobCommandInput): string {
    const type = mediaType(input!.ContentType);
    if (type !== mediaType(output!.Accept)) {
        throw invalid(
            `With DataProcessing, ContentType (${input!.ContentType}) and Accept (${output!.Accept}) must be the same: ` +
                `${csv}, application/json or ${jsonLines}.`,
        );
    }
    if (type !== csv && type !== jsonLines) {
        throw type === "application/json"
            ? unsupported("DataProcessing of application/json", `Use ${jsonLines}.`)
            : invalid(`With DataProcessing, ContentType and Accept must be ${csv}, application/json or ${jsonLines}.`);
    }
    if (input!.SplitType !== "Line" || output!.AssembleWith !== "Line") {
        throw type === csv
            ? invalid(`With DataProcessing of ${csv}, SplitType and AssembleWith must be Line.`)
            : unsupported("DataProcessing without SplitType Line and AssembleWith Line");
    }
    return type;
}

function mediaType(value: string | undefined): string {
    return (value ?? "").split(";")[0]!.trim().toLowerCase();
}

function csvFormat(input: JsonPath, output: JsonPath, joins: boolean): Format {
    return {
        prepare: (record) => formatLine(input.columns(parse("input", "CSV", parseLine, record))),
        finish: (record, answer) => {
            const answered = parse("output from the algorithm", "CSV", parseLine, answer);
            return formatLine(output.columns(joins ? [...parseLine(record), ...answered] : answered));
        },
        cut: csvCut(input.selected),
        joinCut: joins ? csvJoinCut(output.selected) : () => undefined,
    };
}

function jsonFormat(input: JsonPath, output: JsonPath, joins: boolean): Format {
    const parseJson = (text: string) => JSON.parse(text) as Json;
    return {
        prepare: (record) => JSON.stringify(input.select(parse("input", "JSON", parseJson, record))),
        finish: (record, answer) => {
            const answered = parse("output from the algorithm", "JSON", parseJson, answer);
            const stored = joins ? joined(parse("input", "JSON", parseJson, record), answered) : answered;
            return JSON.stringify(output.select(stored));
        },
        cut: jsonCut(input.children),
        // A filter of the input has looked at the records already: they are valid.
        joinCut: joins && !input.whole ? jsonJoinCut(output.children, answerName) : () => undefined,
    };
}

const answerName = "SageMakerOutput";

/** The answer becomes an attribute of the record; a record that is no object becomes an attribute itself. */
function joined(record: Json, answer: Json): Json {
    return typeof record === "object" && record !== null && !Array.isArray(record)
        ? { ...record, [answerName]: answer }
        : { SageMakerInput: record, [answerName]: answer };
}

function parse<T>(what: string, format: string, parser: (text: string) => T, text: string): T {
    try {
        return parser(text);
    } catch (error) {
        throw new Error(`Failed to parse ${what} as ${format}: ${messageOf(error)}`);
    }
}
