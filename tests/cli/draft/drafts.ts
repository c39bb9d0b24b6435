import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Draft } from "../../../cli/draft/draft";
import { draftModel } from "../../../cli/draft/model";
import { profileFile } from "../../../cli/draft/profile";
import { UsageError } from "../../../cli/terminal/errors";

/** A folder of CSV files, new for each test. */
export class Desk {
    folder = "";

    constructor() {
        beforeEach(() => (this.folder = mkdtempSync(join(tmpdir(), "new-model-"))));
        afterEach(() => rmSync(this.folder, { recursive: true }));
    }

    put(content: string | Buffer, name = "data.csv"): string {
        const path = join(this.folder, name);
        writeFileSync(path, content);
        return path;
    }

    /** A file of some rows: an identifier, a target and whatever else. */
    table(header: string, row: (index: number) => string, rows = 60): string {
        return this.put([header, ...Array.from({ length: rows }, (_, index) => row(index))].join("\n"));
    }
}

export async function draftOf(
    path: string,
    wanted: { target?: string; identifier?: string; dates?: "day-first" | "month-first" } = {},
): Promise<Draft> {
    return draftModel("trial", await profileFile(path), wanted);
}

export async function refused(work: Promise<unknown>, sentence: RegExp): Promise<void> {
    await assert.rejects(work, (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, sentence);
        return true;
    });
}
