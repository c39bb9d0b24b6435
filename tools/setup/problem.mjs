import { statfsSync } from "node:fs";

/**
 * What went wrong in one sentence for the person at the keyboard: what, where, and what to do. Shown without a stack.
 */
export class Problem extends Error {}

const causes = [
    {
        pattern: /^spawn \S+ ENOENT$/,
        sentence: (what, log, output) =>
            `${what} failed because ${output.split(" ")[1]} is not installed, or not in PATH.`,
    },
    {
        pattern: /ENOSPC|No space left on device|no space left on device|Disk quota exceeded/,
        sentence: (what) => `${what} failed because the disk is full: free some space, then run this again.`,
    },
    {
        pattern: /EACCES|EROFS|Permission denied|Read-only file system/,
        sentence: (what, log) =>
            `${what} failed because a file may not be written (see ${log}): correct its permissions.`,
    },
    {
        pattern: /THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY|checksum mismatch|SECURITY ERROR/,
        sentence: (what, log) =>
            `${what} failed because a package is not the one that was pinned (see ${log}): check your registry or mirror.`,
    },
    {
        pattern:
            /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|no such host|connection refused|i\/o timeout|name resolution|Failed to establish a new connection|ConnectTimeoutError|Connection(?: to \S+)? timed out|network is unreachable|network request to \S+ failed/i,
        sentence: (what) =>
            `${what} failed because the registry cannot be reached: check the network or the proxy, then run this again.`,
    },
    {
        pattern: /No matching distribution found for (\S+)/,
        sentence: (what, log) =>
            `${what} failed because the registry has no package that fits this machine (see ${log}): check the network, or use Linux or macOS on x86-64 or ARM64.`,
    },
];

/**
 * The sentence for a command that failed.
 * @param {string} what    what was being done, e.g. "Installing the node modules"
 * @param {string} output  all that the command printed
 * @param {string} log     path of the file that holds the output
 */
export function explain(what, output, log) {
    const cause = causes.find(({ pattern }) => pattern.test(output));
    if (cause) return cause.sentence(what, log, output);
    const last = output.trim().split("\n").filter(Boolean).at(-1) ?? "it printed nothing";
    return `${what} failed: ${last.trim()} (all of it in ${log}).`;
}

/** Refuses to begin what the disk has no room for. */
export function requireSpace(directory, gigabytes, what) {
    const { bavail, bsize } = statfsSync(directory);
    const free = (bavail * bsize) / 1e9;
    if (free < gigabytes) {
        throw new Problem(
            `${what} needs ${gigabytes} GB, and ${directory} has ${free.toFixed(1)} GB free: free some space, then run this again.`,
        );
    }
}
