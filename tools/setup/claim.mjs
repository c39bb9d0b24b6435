import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Seconds after which a holder that gives no sign is taken for dead, whatever now runs under its number. */
const patience = 30;

/**
 * Makes this process the only one that sets up a checkout, after the one that is at it now.
 * @param {string} file  holds the number of the process at work, which renews the file's time
 * @param {(text: string) => void} say
 * @returns {Promise<() => void>} ends the claim
 */
export async function claim(file, say) {
    mkdirSync(dirname(file), { recursive: true });
    for (let told = false; !take(file);) {
        const holder = holderOf(file);
        if (holder && !isAtWork(holder)) discard(file, holder);
        else {
            if (holder && !told) say(`Another set-up is at work here (process ${holder.pid}): waiting for it.`);
            told ||= holder !== undefined;
            await wait(200);
        }
    }
    const sign = setInterval(() => giveSign(file), 2000);
    sign.unref();
    return () => {
        clearInterval(sign);
        rmSync(file, { force: true });
    };
}

/** A link is made whole or not at all, so nobody reads a file without its number. */
function take(file) {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, String(process.pid));
    try {
        linkSync(own, file);
        return true;
    } catch (error) {
        if (error.code !== "EEXIST") throw error;
        return false;
    } finally {
        rmSync(own, { force: true });
    }
}

/**
 * Removes the claim of one that has gone. Another may have found it too, and a third may have claimed the checkout since:
 * only who has claimed this very removal looks once more and removes it.
 */
function discard(file, holder) {
    const removal = `${file}.of-${holder.pid}`;
    if (!take(removal)) {
        const other = holderOf(removal);
        if (other && !isAtWork(other)) discard(removal, other);
        return;
    }
    try {
        const now = holderOf(file);
        if (now && now.pid === holder.pid && !isAtWork(now)) rmSync(file, { force: true });
    } finally {
        rmSync(removal, { force: true });
    }
}

function giveSign(file) {
    try {
        utimesSync(file, new Date(), new Date());
    } catch {
        // Somebody removed it by hand; the work goes on.
    }
}

function holderOf(file) {
    try {
        return { pid: Number(readFileSync(file, "utf8")), silence: (Date.now() - statSync(file).mtimeMs) / 1000 };
    } catch {
        // It has just ended.
        return undefined;
    }
}

function isAtWork({ pid, silence }) {
    if (silence > patience) return false;
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return error.code === "EPERM";
    }
}
