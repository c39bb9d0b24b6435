import { execFileSync } from "node:child_process";
import { root } from "../checkout";

/**
 * The files that differ from what the branch had at a commit; undefined where nobody can tell, as for a branch's first
 * push, whose commit before is all zeros, or for a history that was rewritten.
 */
export function changedSince(commit: string, folder: string = root): readonly string[] | undefined {
    const git = (...args: string[]) =>
        execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    try {
        const base = git("merge-base", commit, "HEAD").trim();
        return git("diff", "--name-only", "--no-renames", "-z", base, "HEAD").split("\0").filter(Boolean);
    } catch {
        return undefined;
    }
}
