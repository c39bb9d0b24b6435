import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Chrome and Chromium are installed. */
const installed = [
    "/usr/bin/google-chrome",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

// A container's user may have no right to a sandbox; the pages are ours.
const args = ["--no-sandbox", "--disable-gpu"];

/**
 * A real browser: the one that `DRIVETRAIN_CHROME` names, an installed one, else the one that a package carries for
 * Linux on x64.
 * @throws where there is none: a page that nobody looked at is not tested
 */
export async function openBrowser(): Promise<Browser> {
    const path = process.env.DRIVETRAIN_CHROME ?? installed.find((one) => existsSync(one));
    if (path !== undefined) return chromium.launch({ executablePath: path, args });
    if (process.platform !== "linux" || process.arch !== "x64") {
        throw new Error(
            "There is no browser to test pages in: install Chrome, or set DRIVETRAIN_CHROME to a Chromium.",
        );
    }
    // The package knows CommonJS by import() alone.
    const { default: carried } = await import("@sparticuz/chromium");
    // Not by the package's own arguments: they have one process for all pages, and leave out what guards the web.
    return chromium.launch({ executablePath: await carried.executablePath(), args });
}
