import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { ModelDefinition } from "../../../components/model/model";
import { inRoot, root } from "../../checkout";
import { CommandError, Exit } from "../../terminal/errors";
import { step } from "../../terminal/progress";
import { compareWithBaselines, comparisonText, type ModelComparison } from "../../trial/comparison";
import { predictedAgainstActual } from "../../trial/picture";
import { trialDetails, trialExitCode, trialText } from "../../trial/text";
import { tryModel } from "../../trial/trial";

/** What a draft's first training came to. */
export interface FirstTraining {
    readonly exitCode: number;
    readonly text: readonly string[];
    readonly details: object;
}

/** Trains a drafted model in the containers alone, and shows it beside plain models, in a table and a picture. */
export async function trainDraft(model: ModelDefinition, file: string): Promise<FirstTraining> {
    return tryModel(model, file, async (trial, place) => {
        const exitCode = trialExitCode(trial);
        const told = { exitCode, text: trialText(model, trial), details: trialDetails(model, trial) };
        if (exitCode === Exit.failed) return told;
        const comparison = await step({
            title: "compare with plain models",
            run: () => compareWithBaselines(model, trial, place),
        });
        const picture = writePicture(model, comparison);
        return {
            exitCode,
            text: [...told.text, ...comparisonText(comparison), `Predicted against actual values: ${picture}`],
            details: { ...told.details, compared: comparison.compared, picture },
        };
    });
}

function writePicture({ name, target }: ModelDefinition, { served, compared }: ModelComparison): string {
    const path = inRoot(".drivetrain", "new-model", `${name}.svg`);
    const [{ rmse = NaN, r2 = null } = {}] = compared;
    const subtitle = `${served.labels.length} test rows, rmse ${rmse.toPrecision(4)}${r2 === null ? "" : `, r2 ${r2.toFixed(3)}`}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, predictedAgainstActual(served, `${name}: ${target}`, subtitle));
    return relative(process.cwd(), path);
}

/**
 * Brings the model's stack up and trains there, by the commands of their own: this process has read the models before
 * there was this one.
 * @throws CommandError where one of them fails; it has said why
 */
export async function trainOnStack(stack: string, file: string): Promise<void> {
    await drivetrain("up", "-s", stack);
    await drivetrain("train", file, "-s", stack);
}

async function drivetrain(...args: string[]): Promise<void> {
    const child = spawn(process.execPath, [join(root, "cli", "drivetrain.js"), ...args], {
        // What they answer is progress here: one answer goes to stdout.
        stdio: ["inherit", process.stderr, "inherit"],
    });
    const code = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (status) => resolve(status ?? Exit.failed));
    });
    if (code === Exit.ok || code === Exit.rejected) return;
    throw new CommandError(`\`drivetrain ${args.join(" ")}\` failed.`, code);
}
