import { UsageError } from "../terminal/errors";

/** A setting of the stack that is replayed with another value. */
export interface ReplaySetting {
    /** Below `drivetrain:`, e.g. `["monitoring", "threshold"]`. */
    readonly path: readonly string[];
    readonly value: unknown;
}

/**
 * Reads `monitoring.threshold=0.2`; a value that is no JSON is text.
 * @throws UsageError where it is written otherwise
 */
export function readReplaySetting(text: string): ReplaySetting {
    const { names, value } = /^(?<names>[^=]+)=(?<value>.*)$/s.exec(text)?.groups ?? {};
    const path = (names ?? "").split(".").map((name) => name.trim());
    if (value === undefined || path.some((name) => name === "")) {
        throw new UsageError(
            `--set takes SETTING=VALUE, such as monitoring.threshold=0.2 or algorithms.xgboost.gate.margin=50, not "${text}".`,
        );
    }
    return { path, value: valueOf(value) };
}

function valueOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** A configuration with other values; of several of one setting, the last counts. */
export function withReplaySettings(
    config: Readonly<Record<string, unknown>>,
    settings: readonly ReplaySetting[],
): Record<string, unknown> {
    const changed = structuredClone(config) as Record<string, unknown>;
    for (const { path, value } of settings) put(changed, path, value);
    return changed;
}

function put(into: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: unknown): void {
    if (name === "__proto__") throw new UsageError(`--set: there is no setting "${name}".`);
    if (rest.length === 0) {
        into[name] = value;
        return;
    }
    const within = isTree(into[name]) ? into[name] : {};
    into[name] = within;
    put(within, rest, value);
}

function isTree(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
