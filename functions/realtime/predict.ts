import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { type Combine, targetBounds } from "../../contracts/combine";
import type { Problem } from "../shared/problems";
import type { RecordSpec } from "../shared/records";
import { composeAnswer, type Outcome, toCsv } from "./answer";
import { askAll, type Asking } from "./askAll";
import { cacheChampion, loadChampion } from "./champions";
import { type Keeping, keepRequest } from "./keepRequest";
import { answerType, type MediaType } from "./negotiate";
import { header, readRequest, type Refusal } from "./request";
import { connect, type Services } from "./services";

/** What the handler knows of the model: plain data and, in `combine`, perhaps a function of the model's file. */
export interface PredictSettings extends RecordSpec {
    /** The model's name. */
    readonly model: string;
    /** The names of its algorithms, in the order of the answer's columns. */
    readonly algorithms: readonly string[];
    readonly combine: Combine;
}

export type PredictHandler = (
    event: APIGatewayProxyEvent,
    context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<APIGatewayProxyResult>;

/** An answer, and what the request's line in the log says of it. */
interface Reply {
    readonly status: number;
    readonly body: string;
    readonly type: MediaType;
    readonly degraded: boolean;
    readonly log: Readonly<Record<string, unknown>>;
}

/**
 * The factory of the handler of `POST /predictions`, to be serialized into a Lambda.
 *
 * Takes `application/json` or `text/csv` (see functions/shared/records.ts) and answers in the type that `Accept` asks
 * for: an `Answer` in JSON, or its predictions in CSV. Headers: `x-request-id`, `x-drivetrain-degraded`. Errors are
 * always JSON, `{"requestId","message"}` with `errors: [{row, column, message}]` where records are at fault:
 * 400 unusable records or an empty body, 406 no type that the caller accepts, 413 too large or too many records, 415 a
 * type it does not read, 502 no endpoint answered, 503 no model serves yet, 500 anything else.
 *
 * What was really asked is kept (contracts/requests.ts), of as many requests as CAPTURE_PERCENTAGE says.
 *
 * Environment: PARAMETER_PREFIXES (JSON, by algorithm), MAX_REQUEST_BYTES, CACHE_SECONDS, ENDPOINT_TIMEOUT_SECONDS,
 * and where requests are kept CAPTURE_BUCKET, REQUESTS_PREFIX, CAPTURE_PERCENTAGE.
 */
export function predictHandler(
    settings: PredictSettings,
    open: () => Promise<Services> = connect,
): () => PredictHandler {
    return () => {
        let warm: Worker | undefined;
        return async (event, context) => {
            const started = Date.now();
            const left = () => context.getRemainingTimeInMillis();
            const requestId = event.requestContext.requestId;
            let reply: Reply;
            try {
                warm ??= await warmUp(settings, open);
                reply = withinLimit(requestId, await answer(settings, warm, { event, came: new Date(started), left }));
            } catch (error) {
                const { name, message, stack } = error as Error;
                reply = refuse(requestId, unexpected, { error: { name, message, stack } });
            }
            const { status, degraded, log } = reply;
            const line = { requestId, model: settings.model, status, degraded, milliseconds: Date.now() - started };
            console.log(JSON.stringify({ ...line, ...log }));
            return respond(requestId, reply);
        };
    };
}

const unexpected: Refusal = {
    status: 500,
    message: "The prediction failed unexpectedly. Tell the operators the id of this request.",
};

/** What a warm Lambda keeps between requests. */
interface Worker extends Asking {
    readonly maxRequestBytes: number;
    readonly keeping: Keeping;
}

/** A request as Lambda hands it over. */
interface Incoming {
    readonly event: APIGatewayProxyEvent;
    readonly came: Date;
    /** How long the function has left, in milliseconds. */
    left(): number;
}

async function warmUp(settings: PredictSettings, open: () => Promise<Services>): Promise<Worker> {
    const services = await open();
    const prefixes = JSON.parse(process.env.PARAMETER_PREFIXES ?? "{}") as Record<string, string>;
    const seconds = Number(process.env.CACHE_SECONDS ?? 30);
    const champions = settings.algorithms.map((algorithm) => {
        const load = () => loadChampion(services, prefixes[algorithm] ?? "");
        return [algorithm, cacheChampion(load, seconds)] as const;
    });
    return {
        services,
        champions: Object.fromEntries(champions),
        maxRequestBytes: Number(process.env.MAX_REQUEST_BYTES ?? 4 * 1024 * 1024),
        endpointTimeout: Number(process.env.ENDPOINT_TIMEOUT_SECONDS ?? 20) * 1000,
        keeping: {
            bucket: process.env.CAPTURE_BUCKET ?? "",
            prefix: process.env.REQUESTS_PREFIX ?? "",
            percentage: Number(process.env.CAPTURE_PERCENTAGE ?? 0),
        },
    };
}

async function answer(settings: PredictSettings, worker: Worker, incoming: Incoming): Promise<Reply> {
    const { event } = incoming;
    const requestId = event.requestContext.requestId;
    const type = answerType(header(event, "accept"));
    if (!type) {
        const message = "The answer can be application/json or text/csv: ask for one of them in Accept.";
        return refuse(requestId, { status: 406, message });
    }
    const given = readRequest(settings, worker.maxRequestBytes, event);
    if ("status" in given) {
        return refuse(requestId, given);
    }
    const asked = await askAll(worker, settings.algorithms, requestId, given.records);
    const { outcomes } = asked;
    const log = { rows: given.records.length, ...failures(outcomes) };
    const silence = allSilent(settings, outcomes);
    if (silence) {
        return refuse(requestId, silence, log);
    }
    const composed = composeAnswer(
        { requestId, ...settings, bounds: targetBounds(settings) },
        given.identifiers,
        outcomes,
    );
    const body =
        type === "text/csv" ? toCsv(settings.identifier, settings.algorithms, composed) : JSON.stringify(composed);
    const { degraded, clamped = 0, predictions } = composed;
    const request = { requestId, time: incoming.came, spec: settings, given, asked, predictions };
    const time = Math.min(longestKeeping, incoming.left() - timeToAnswer);
    const { unkept = 0, ...kept } = await keepRequest(worker.services, worker.keeping, request, time);
    return { status: 200, body, type, degraded, log: { ...log, ...kept, ...counted({ clamped, unkept }) } };
}

/** How long an answer waits at most for its request to be kept, in milliseconds. */
const longestKeeping = 1500;
/** What is left then of the function's time, in milliseconds. */
const timeToAnswer = 500;

/**
 * What was clamped, or not kept, in rows, as the request's line in the log has it, if anything. CloudWatch makes metrics
 * of it, so that the function needs no permission for them (embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
function counted(counts: Readonly<Record<"clamped" | "unkept", number>>): Reply["log"] {
    const found = Object.entries(counts).filter(([, count]) => count > 0);
    if (found.length === 0) return {};
    const metric = {
        Namespace: "Drivetrain",
        Dimensions: [["function"]],
        Metrics: found.map(([Name]) => ({ Name, Unit: "Count" })),
    };
    return {
        _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] },
        function: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "",
        ...Object.fromEntries(found),
    };
}

/** For the log: why each failed, in the words of AWS, which are not the caller's to see. */
function failures(outcomes: Readonly<Record<string, Outcome>>): { failed?: Record<string, string> } {
    const failed = Object.entries(outcomes).flatMap(([algorithm, outcome]): [string, string][] =>
        "failure" in outcome ? [[algorithm, outcome.detail ?? outcome.failure]] : [],
    );
    return failed.length > 0 ? { failed: Object.fromEntries(failed) } : {};
}

/** Why there is no prediction at all; undefined when at least one algorithm answered. */
function allSilent(settings: PredictSettings, outcomes: Readonly<Record<string, Outcome>>): Refusal | undefined {
    const silent = Object.values(outcomes).flatMap((outcome) => ("failure" in outcome ? [outcome] : []));
    if (silent.length < settings.algorithms.length) {
        return undefined;
    }
    if (silent.every((outcome) => outcome.absent)) {
        return { status: 503, message: `No model of ${settings.model} serves yet: train it, then ask again.` };
    }
    return { status: 502, message: `${silent.map((outcome) => outcome.failure).join(" ")} Try again later.` };
}

/** What Lambda returns at most, in bytes, with some room for the headers; the body is a string within JSON. */
const greatestResponse = 6_000_000;

function withinLimit(requestId: string, reply: Reply): Reply {
    // The text itself is measured first, since one of many times the limit should not be copied.
    const { body } = reply;
    if (body.length <= greatestResponse && Buffer.byteLength(JSON.stringify(body)) <= greatestResponse) {
        return reply;
    }
    const message = "The answer is too large for one response: send fewer records, or ask for text/csv.";
    return refuse(requestId, { status: 413, message }, reply.log);
}

function refuse(requestId: string, refusal: Refusal, log: Reply["log"] = logOf(refusal)): Reply {
    const { status, message, found } = refusal;
    const errors = found?.problems.map(({ row, column, message }) => ({ row, column, message }));
    const body = JSON.stringify({ requestId, message, ...(errors && { errors }) });
    return { status, body, type: "application/json", degraded: false, log };
}

/**
 * What the log says of a refusal: how many problems there are of each kind, and the places of the first. A column that
 * the model does not have is data of the caller's: a CSV without a header has its first record in the header's place.
 */
function logOf({ message, found }: Refusal): Reply["log"] {
    if (found === undefined) {
        return { message };
    }
    const place = ({ row, column, kind }: Problem) => ({ row, column: kind === "unknown column" ? null : column });
    return { problems: found.problems.map(place), kinds: found.kinds };
}

function respond(requestId: string, { status, body, type, degraded }: Reply): APIGatewayProxyResult {
    return {
        statusCode: status,
        headers: {
            "content-type": type === "text/csv" ? "text/csv; charset=utf-8" : type,
            "x-request-id": requestId,
            "x-drivetrain-degraded": String(degraded),
        },
        body,
    };
}
