/** Seconds between lines where nobody sees a line tick. */
const interval = 30;

export function seconds(milliseconds) {
    const total = milliseconds / 1000;
    if (total < 10) return `${total.toFixed(1)} s`;
    return total < 60
        ? `${Math.round(total)} s`
        : `${Math.floor(total / 60)} m ${String(Math.floor(total % 60)).padStart(2, "0")} s`;
}

/**
 * Shows one step with the time it takes: a line that ticks on a terminal, plain lines elsewhere.
 * @returns {{note: (text: string) => void, line: (text: string) => void, end: (text: string) => void}}
 */
export function showStep(name, stream = process.stderr, now = Date.now) {
    const started = now();
    const live = stream.isTTY && !process.env.CI;
    let noted = "";
    let lastLine = started;
    const text = () => `  ${name} ... ${seconds(now() - started)}${noted ? ` (${noted})` : ""}`;
    const tick = () => {
        if (live) return void stream.write(`\r\x1b[2K${text().slice(0, (stream.columns || 80) - 1)}`);
        if (now() - lastLine < interval * 1000) return;
        lastLine = now();
        stream.write(`${text()}\n`);
    };
    if (!live) stream.write(`  ${name} ...\n`);
    const timer = setInterval(tick, live ? 200 : 1000);
    const clear = () => live && stream.write("\r\x1b[2K");
    tick();
    return {
        note: (what) => {
            noted = what;
        },
        line: (what) => {
            clear();
            stream.write(`  ${what}\n`);
        },
        end: (result) => {
            clearInterval(timer);
            clear();
            stream.write(`  ${name}: ${result} (${seconds(now() - started)})\n`);
        },
    };
}
