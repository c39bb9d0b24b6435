/**
 * Sends requests to the real-time API's handler, one after the other, and tells of each on standard output (follow.ts).
 *
 *     node --expose-gc -r ./tools/typescript.js worker.ts SEED FROM TO
 */
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { predictHandler } from "../../../functions/realtime/predict";
import type { Invocation } from "../../../functions/realtime/services";
import { context, event, FakeServices, prefixes, settings } from "../../functions/realtime/example";
import type { Told } from "../follow";
import { faultOf } from "./judge";
import { largeKinds, limit } from "./largeKinds";
import type { FuzzRequest } from "./request";
import { smallKinds } from "./smallKinds";

/** One request in so many is large: it takes as long as a hundred small ones. */
const largeEvery = 100;
/** Seconds of the processor, since a machine may be busy with something else. */
const mostSeconds = 2;
const mostMegabytes = 200;

const small = Object.entries(smallKinds);
const large = Object.entries(largeKinds);

class Endpoints extends FakeServices {
    // What is kept is not held: it would count as memory of the function.
    override async put(): Promise<void> {}

    override async invoke(invocation: Invocation): Promise<string> {
        this.invocations.length = 0;
        return super.invoke(invocation);
    }
}

const log: string[] = [];
const handler = predictHandler(settings, async () => new Endpoints())();

function tell(what: Told): void {
    process.stdout.write(`${JSON.stringify(what)}\n`);
}

function requestAt(seed: number, index: number): { kind: string; request: FuzzRequest; isLarge: boolean } {
    const isLarge = index % largeEvery === largeEvery - 1;
    const kinds = isLarge ? large : small;
    const place = isLarge ? Math.floor(index / largeEvery) : index;
    const [kind, requests] = kinds[place % kinds.length] as (typeof kinds)[number];
    // Neighbours' seeds are far apart, as fast-check's generator asks for.
    const [request] = fc.sample(requests, { seed: (seed + index * 0x9e3779b1) | 0, numRuns: 1 });
    return { kind, request: request as FuzzRequest, isLarge };
}

async function send(request: FuzzRequest, isLarge: boolean): Promise<string | undefined> {
    log.length = 0;
    const sent = event(request);
    if (isLarge) forgetPeak();
    const [before, started] = [memory("VmRSS"), process.cpuUsage()];
    const answer = await handler(sent, context);
    const { user, system } = process.cpuUsage(started);
    const taken = memory("VmHWM") - before;
    const seconds = (user + system) / 1e6;
    if (seconds > mostSeconds) return `took ${seconds.toFixed(1)} s, which is more than ${mostSeconds}`;
    if (isLarge && taken > mostMegabytes) return `took ${Math.round(taken)} MB, which is more than ${mostMegabytes}`;
    return faultOf(request, answer, log);
}

/** Lets Linux measure the process's greatest memory anew. */
function forgetPeak(): void {
    global.gc?.();
    try {
        writeFileSync("/proc/self/clear_refs", "5");
    } catch {
        // Elsewhere there is no peak to forget, and none to read.
    }
}

/** Megabytes of a line of the process's status; 0 where the system has none. */
function memory(line: "VmRSS" | "VmHWM"): number {
    try {
        const status = readFileSync("/proc/self/status", "utf8");
        return Number(new RegExp(`^${line}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) / 1024;
    } catch {
        return 0;
    }
}

async function main(): Promise<void> {
    const [seed = 0, from = 0, to = 0] = process.argv.slice(2).map(Number);
    process.env.PARAMETER_PREFIXES = JSON.stringify(prefixes);
    process.env.MAX_REQUEST_BYTES = String(limit);
    process.env.CAPTURE_PERCENTAGE = "100";
    console.log = (line: string) => void log.push(line);
    await handler(event({ body: "{}", type: "application/json" }), context);
    for (let index = from; index < to; index++) {
        const { kind, request, isLarge } = requestAt(seed, index);
        tell({ at: index, kind });
        const fault = await send(request, isLarge).catch((error: Error) => error.stack ?? error.message);
        if (fault !== undefined) {
            const { body, ...others } = request;
            tell({ at: index, kind, fault, shown: `${JSON.stringify(others)} ${JSON.stringify(body?.slice(0, 500))}` });
        }
    }
    tell({ at: to });
}

void main();
