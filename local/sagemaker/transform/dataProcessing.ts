import type { CreateTransformJobCommandInput } from "@aws-sdk/client-sagemaker";
import { invalid, messageOf, unsupported } from "../core/errors";
import { formatLine, parseLine } from "./csv";
import { cutOf, memberTexts } from "./cuts";
import { type Json, JsonPath } from "./jsonPath";

const csv = "text/csv";
const jsonLines = "application/jsonlines";

/** One format's way through the filters and the join, a record a line. */
interface Format {
    /** The input filter. */
    prepare(record: string): string;
    /** The join, and the output filter. */
    finish(record: string, answer: string): string;
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

    /** What of a record is sent to the container. */
    prepare(record: string): string {
        return this.input ? this.format.prepare(record) : record;
    }

    /**
     * What is stored for records that were sent together.
     *
     * @throws Error when the answers do not belong to the records one by one, or lack what a filter asks for
     */
    finish(records: readonly string[], answer: string): string {
        if (!this.output) {
            return answer;
        }
        const answers = answer.replace(/\r?\n$/, "").split("\n");
        if (answers.length !== records.length) {
            throw new Error("Fail to join data: mismatched line count between the input and the output");
        }
        return records.map((record, index) => `${this.format.finish(record, answers[index]!)}\n`).join("");
    }
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
    const [cutInput, cutOutput] = [cutOf(input.selected), cutOf(output.selected)];
    const select = (record: string) => formatLine(input.columns(parse("input", "CSV", parseLine, record)));
    const store = (record: string, answer: string) => {
        const answered = parse("output from the algorithm", "CSV", parseLine, answer);
        return formatLine(output.columns(joins ? [...parseLine(record), ...answered] : answered));
    };
    return {
        prepare: (record) => cutInput(record) ?? select(record),
        finish: (record, answer) => cutOutput(joins ? `${record},${answer}` : answer) ?? store(record, answer),
    };
}

function jsonFormat(input: JsonPath, output: JsonPath, joins: boolean): Format {
    const parseJson = (text: string) => JSON.parse(text) as Json;
    return {
        prepare: (record) => {
            const value = parse("input", "JSON", parseJson, record);
            const text = input.children?.length === 1 ? memberTexts(record, input.children)?.[0] : undefined;
            return text ?? JSON.stringify(input.select(value));
        },
        finish: (record, answer) => {
            const answered = parse("output from the algorithm", "JSON", parseJson, answer);
            // A filter of the input has looked at the record already: it is valid.
            const text = joins && !input.whole ? joinedText(record, answer, output.children) : undefined;
            if (text !== undefined) return text;
            const stored = joins ? joined(parse("input", "JSON", parseJson, record), answered) : answered;
            return JSON.stringify(output.select(stored));
        },
    };
}

const answerName = "SageMakerOutput";

/** Several children of a joined record, the answer the last of them, by their texts; undefined where these are not. */
function joinedText(record: string, answer: string, children: readonly string[] = []): string | undefined {
    if (children.length < 2 || children.at(-1) !== answerName) return undefined;
    const names = children.slice(0, -1);
    const texts = names.includes(answerName) ? undefined : memberTexts(record, names);
    if (texts === undefined) return undefined;
    const members = names.map((name, index) => `${JSON.stringify(name)}:${texts[index]}`);
    return `{${members.join(",")},"${answerName}":${answer.trim()}}`;
}

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
