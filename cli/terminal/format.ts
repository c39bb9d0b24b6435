/** `7.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
    if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    const two = (n: number): string => String(n).padStart(2, "0");
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
    return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `2,311.2`: at most two decimals, with thousands. */
export function number(value: number): string {
    return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** `1 resource`, `74 resources`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
    return `${n} ${n === 1 ? noun : plural}`;
}

/** Seconds since a time in milliseconds, to a tenth. */
export function secondsSince(startMs: number): number {
    return Math.round((Date.now() - startMs) / 100) / 10;
}

/** An r2, or an end of its range: three places, or two below nothing, where it may be any size. */
export function r2Text(value: number): string {
    return value.toFixed(value < 0 ? 2 : 3);
}

/** A text's first characters, with three points where there are more. */
export function shortened(text: string, most: number): string {
    return text.length > most ? `${text.slice(0, most)}...` : text;
}
