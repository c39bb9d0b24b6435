import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { dashboardPage } from "../../../functions/insights/dashboard/dashboard";
import { readDashboard } from "../../insights/dashboard";
import { openFile } from "../../insights/open";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";

export interface DashboardOptions {
    readonly stack: readonly string[];
    readonly output: string;
    readonly open: boolean;
    readonly json?: boolean;
}

/** Writes the page of all models that the caller may see, and opens it. */
export async function dashboard({ stack, output, open, json }: DashboardOptions): Promise<number> {
    const data = await step({
        title: "dashboard",
        run: () => readDashboard(stack),
        detail: ({ models }) => count(models.length, "model"),
    });
    const file = resolve(output);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, dashboardPage(data, new Date().toISOString()));
    const opened = open && !json && (await openFile(file));
    const { models, unseen } = data;
    answer(json, { file, models, unseen }, () =>
        [
            `${opened ? "Opened" : "Dashboard"}: ${file}`,
            ...unseen.map((one) => `Not shown is ${one.stack}: ${one.why}`),
        ].join("\n"),
    );
    return Exit.ok;
}
