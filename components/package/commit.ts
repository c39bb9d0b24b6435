import { execFileSync } from "node:child_process";

/**
 * The Git commit of the code that is deployed, with `-dirty` after it where the working copy has changes. Where there
 * is no Git, a workflow of GitHub tells it by `GITHUB_SHA`; else it is `unknown`.
 */
export function commitOf(folder = ".", environment: NodeJS.ProcessEnv = process.env): string {
    try {
        const git = (...args: string[]) =>
            execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        const commit = git("rev-parse", "HEAD").trim();
        return git("status", "--porcelain").trim() === "" ? commit : `${commit}-dirty`;
    } catch {
        return environment["GITHUB_SHA"] ?? "unknown";
    }
}
