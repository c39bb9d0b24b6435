/** What the engine tells while it works; the fields that this command reads of its JSON events. */
export interface EngineEvent {
    readonly diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
    readonly policyEvent?: {
        resourceUrn?: string;
        message: string;
        policyName: string;
        enforcementLevel: string;
    };
    readonly policyRemediationEvent?: {
        resourceUrn: string;
        policyName: string;
        before?: Readonly<Record<string, unknown>>;
        after?: Readonly<Record<string, unknown>>;
    };
    readonly policyLoadEvent?: object;
    readonly resourcePreEvent?: { metadata: { op: string; urn: string }; planning?: boolean };
    readonly resOutputsEvent?: { metadata: { op: string; urn: string }; planning?: boolean };
    readonly resOpFailedEvent?: { metadata: { op: string; urn: string } };
    readonly summaryEvent?: { resourceChanges?: Record<string, number> };
}

export interface Violation {
    readonly rule: string;
    readonly resource: string;
    readonly message: string;
    readonly level: "mandatory" | "advisory";
}

/** What a rule has set on a resource by itself. */
export interface Remediation {
    readonly rule: string;
    readonly urn: string;
    readonly properties: readonly string[];
}

/** What came of one operation of the engine. */
export interface EngineReport {
    /** What was done so far (in a preview: would be), by the resource's URN: `create`, `update`, `replace`... */
    readonly done: Map<string, string>;
    /** The engine's own summary: resources by operation, `same` among them. */
    changes: Record<string, number>;
    readonly violations: Violation[];
    readonly remediations: Remediation[];
    /** Errors, one sentence each, with the resource that they are about. */
    readonly errors: string[];
    /** What the program and the engine wrote to stderr, for a failure that gives no error. */
    readonly stderr: string[];
}

/** For {@link observe} to fill, one for each operation. */
export function emptyReport(): EngineReport {
    return { done: new Map(), changes: {}, violations: [], remediations: [], errors: [], stderr: [] };
}

/**
 * Takes one event into the report.
 * @returns the line of progress that it is worth, if any
 */
export function observe(report: EngineReport, event: EngineEvent): string | undefined {
    if (event.diagnosticEvent) observeDiagnostic(report, event.diagnosticEvent);
    if (event.policyEvent) observePolicy(report, event.policyEvent);
    if (event.policyRemediationEvent) report.remediations.push(remediationOf(event.policyRemediationEvent));
    if (event.summaryEvent) report.changes = event.summaryEvent.resourceChanges ?? {};
    const finished = event.resOutputsEvent?.metadata;
    if (finished && finished.op !== "same") report.done.set(finished.urn, finished.op);
    const current = event.resourcePreEvent?.metadata ?? finished;
    if (current === undefined || current.op === "same" || isStack(current.urn)) return undefined;
    return `${report.done.size > 0 ? `${report.done.size} done, ` : ""}${typeAndName(current.urn)}`;
}

function observeDiagnostic(report: EngineReport, event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    if (event.ephemeral) return;
    const message = errorText(event.message);
    if (event.severity === "info#err" && message !== "") report.stderr.push(message);
    if (event.severity !== "error") return;
    // The engine repeats at the end that something failed; what failed was said before.
    if (message === "" || (report.errors.length > 0 && /^(update|preview|destroy|refresh) failed$/.test(message))) {
        return;
    }
    const where = event.urn && !isStack(event.urn) ? `${typeAndName(event.urn)}: ` : "";
    const text = `${where}${message}`;
    if (!report.errors.includes(text)) report.errors.push(text);
}

function observePolicy(report: EngineReport, event: NonNullable<EngineEvent["policyEvent"]>): void {
    const violation: Violation = {
        rule: event.policyName,
        resource: event.resourceUrn && !isStack(event.resourceUrn) ? typeAndName(event.resourceUrn) : "the stack",
        message: plainText(event.message),
        level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    };
    const known = report.violations.some((other) => JSON.stringify(other) === JSON.stringify(violation));
    if (!known) report.violations.push(violation);
}

function remediationOf(event: NonNullable<EngineEvent["policyRemediationEvent"]>): Remediation {
    const { policyName: rule, resourceUrn: urn, before = {}, after = {} } = event;
    const isSet = (property: string) => JSON.stringify(before[property]) !== JSON.stringify(after[property]);
    return { rule, urn, properties: Object.keys(after).filter(isSet) };
}

/** Resources of the stack after the operation, deleted ones left out. */
export function resourceCount(changes: Record<string, number>): number {
    return Object.entries(changes).reduce((sum, [op, n]) => (/^(delete|discard|read)/.test(op) ? sum : sum + n), 0);
}

/** Resources that the operation touched. */
export function changedCount(changes: Record<string, number>): number {
    return Object.entries(changes).reduce((sum, [op, n]) => (op === "same" ? sum : sum + n), 0);
}

/** `aws:s3/bucket:Bucket landing` of a resource's URN. */
export function typeAndName(urn: string): string {
    const [, , types = "", ...name] = urn.split("::");
    return `${types.split("$").at(-1)} ${name.join("::")}`;
}

function isStack(urn: string): boolean {
    return urn.includes("::pulumi:pulumi:Stack::");
}

/** What an error of the program says, without the engine's preamble and the program's stack trace. */
function errorText(message: string): string {
    return plainText(message)
        .split("\n")
        .filter((line) => !/^\s+at .*[:)]\S*$|^Running program .* failed with an unhandled exception:$/.test(line))
        .join("\n")
        .replace(/^(\w*Error|error): /, "")
        .trim();
}

/** Without the engine's colour marks (`<{%reset%}>`), terminal codes and surplus space. */
export function plainText(text: string): string {
    return text
        .replace(/<\{%.*?%\}>/g, "")

        .replace(/\u001b\[[0-9;]*m/g, "")
        .trim();
}
