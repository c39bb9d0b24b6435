import { listed } from "../../components/validation/listed";
import { UsageError } from "../terminal/errors";
import { shortened } from "../terminal/format";
import type { ColumnProfile } from "./columns";
import type { Facts } from "./facts";
import { shown } from "./profile";

/** As many different values are classes, if they come again; a column with more is a number or a text. */
const mostClasses = 50;
/** How many of them a sentence names. */
const mostNamed = 10;
/** Two numbers that stand for no and yes. */
const flags = ["0 1", "-1 1", "1 2"];

/** @throws UsageError where the target is no number, names its classes where it has some, or where it never changes */
export function requireTarget(target: ColumnProfile, facts: Facts | undefined): void {
    const { name, text, count } = target;
    if (count === 0) throw new UsageError(`The target ${shown(name)} has no value in any row.`);
    const classes = classesOf(target, facts);
    if (classes !== undefined) {
        throw new UsageError(
            `The target ${shown(name)} has the classes ${someOf(classes)}, and a model here predicts numbers; classes ` +
                `cannot be trained yet.`,
        );
    }
    if (facts === undefined) {
        const where = text === undefined ? "" : ` (row ${text.row}: ${shown(text.value)})`;
        throw new UsageError(`The target ${shown(name)} is text${where}, and a model here predicts numbers.`);
    }
    if (facts.min === facts.max) {
        throw new UsageError(`The target ${shown(name)} is ${facts.min} in every row: nothing can be learnt.`);
    }
}

/** What may be classes although it can be predicted as a number: a few whole numbers. */
export function classesNote(target: ColumnProfile, facts: Facts | undefined): string[] {
    const { name, count, distinct = Infinity } = target;
    if (facts?.isWhole !== true || distinct > mostNamed || count < 10 * distinct) return [];
    return [
        `${shown(name)} has ${distinct} different whole numbers (${someOf(target.values())}) and is predicted as a number; if ` +
            `they are classes, this is not the model to train.`,
    ];
}

function classesOf(target: ColumnProfile, facts: Facts | undefined): readonly string[] | undefined {
    const { distinct = Infinity, repeated } = target;
    if (repeated === undefined || distinct > mostClasses) return undefined;
    const values = target.values();
    if (facts === undefined) return values;
    const numbers = [...new Set([facts.min, facts.max])].join(" ");
    return values.length === 2 && flags.includes(numbers) ? values : undefined;
}

function someOf(texts: readonly string[]): string {
    const some = texts.slice(0, mostNamed).map((text) => shortened(text, 30));
    if (texts.length > mostNamed) return `${some.join(", ")} and ${texts.length - mostNamed} more`;
    return listed(some, "and");
}
