/** Whether somebody sits before this process who could look at a page. */
function hasDisplay(): boolean {
    if (!process.stdout.isTTY || process.env.CI) return false;
    return process.platform !== "linux" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/**
 * Opens a file by what the platform opens such files with.
 * @returns whether it did: where there is no display, or no such program, the caller tells the path
 */
export async function openFile(path: string): Promise<boolean> {
    if (!hasDisplay()) return false;
    try {
        // The library knows CommonJS by import() alone.
        const { default: open } = await import("open");
        await open(path);
        return true;
    } catch {
        return false;
    }
}
