/** What goes to stdout: one JSON object under `--json`, else text. */
export function answer(json: boolean | undefined, value: object, text: () => string): void {
    process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`);
}
