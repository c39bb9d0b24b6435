import type { ModelOutputs, QuickSightOutputs } from "../../contracts/outputs";
import { CommandError } from "../terminal/errors";

/** What a stack shows in QuickSight. @throws CommandError where it shows nothing */
export function requireQuickSight({ quickSight }: ModelOutputs, stack: string): QuickSightOutputs {
    if (quickSight !== undefined) return quickSight;
    throw new CommandError(
        `QuickSight is off in the stack ${stack}: set drivetrain:quicksight there, and \`npx drivetrain up -s ${stack}\`.`,
    );
}

/** What a stack shows that an import makes. @throws CommandError where the program makes it */
export function requireImported(outputs: ModelOutputs, stack: string): QuickSightOutputs {
    const quickSight = requireQuickSight(outputs, stack);
    if (quickSight.assets === "imported") return quickSight;
    throw new CommandError(
        `The stack ${stack} makes QuickSight's assets itself, and its next \`up\` would undo an import: set ` +
            `drivetrain:quicksight to imported there, and \`npx drivetrain up -s ${stack}\`, which deletes them first.`,
    );
}
