import { examine } from "../../doctor/examine";
import { patientOf } from "../../doctor/patient";
import { examinationText, isProblem } from "../../doctor/text";
import type { CommonOptions } from "../../stacks/options";
import { answer } from "../../terminal/answer";
import { Exit } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { step } from "../../terminal/progress";

/** Looks at an account before the first deployment; the exit code tells whether one would fail. */
export async function doctor(options: CommonOptions & { readonly model?: readonly string[] }): Promise<number> {
    const patient = patientOf(options.stack, options.model);
    const findings = await step({
        title: `examine ${patient.stack.name}`,
        run: (report) => examine(patient, report),
        detail: (found) => count(found.length, "finding"),
        isFailure: isProblem,
    });
    answer(options.json, { ok: !isProblem(findings), stack: patient.stack.name, findings }, () =>
        examinationText(findings),
    );
    return isProblem(findings) ? Exit.failed : Exit.ok;
}
