import { type Problem, problemIf } from "../validation/problem";

/** A field of a cron expression: its bounds, the names that stand for numbers, and what else it may be. */
interface Field {
    readonly name: string;
    readonly least: number;
    readonly most: number;
    readonly names?: readonly string[];
    readonly others?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly Field[] = [
    { name: "minutes", least: 0, most: 59 },
    { name: "hours", least: 0, most: 23 },
    { name: "day of the month", least: 1, most: 31, others: /^(\?|LW?|([1-9]|[12]\d|3[01])W)$/ },
    { name: "month", least: 1, most: 12, names: months },
    { name: "day of the week", least: 1, most: 7, names: days, others: /^(\?|[1-7]?L|[1-7]#[1-5])$/ },
    { name: "year", least: 1970, most: 2199 },
];

/**
 * Every problem of a schedule, which EventBridge would answer by "Parameter ScheduleExpression is not valid." alone.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function validateSchedule(schedule: string): Problem[] {
    const reason = wrongIn(schedule);
    return problemIf(
        reason !== undefined,
        ["schedule"],
        `"${schedule}" must be rate(1 day), or cron(0 6 * * ? *) of six fields, in UTC: ${reason}.`,
    );
}

function wrongIn(schedule: string): string | undefined {
    const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(schedule);
    if (rate) return wrongInRate(Number(rate[1]), rate[2] ?? "", rate[3] === "s");
    const cron = /^cron\((\S+(?: \S+)*)\)$/.exec(schedule);
    return cron ? wrongInCron(cron[1]?.split(" ") ?? []) : "it is neither";
}

function wrongInRate(count: number, unit: string, plural: boolean): string | undefined {
    if (count < 1) return "the number is 1 at least";
    if (plural !== count > 1) return `it is ${count === 1 ? `1 ${unit}` : `${count} ${unit}s`} that AWS takes`;
    return undefined;
}

function wrongInCron(given: readonly string[]): string | undefined {
    if (given.length !== fields.length) return `it has ${given.length} fields`;
    const wrong = fields.find((field, place) => !takes(field, given[place] ?? ""));
    if (wrong) return `the ${wrong.name} cannot be ${given[fields.indexOf(wrong)]}`;
    const [, , dayOfMonth, , dayOfWeek] = given;
    if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
        return "one of day of the month and day of the week is ?, and the other one is not";
    }
    return undefined;
}

/** Whether a field may be `*`, `5`, `5-7`, `MON-FRI`, `0/10`, a list of these, or what it alone may be. */
function takes(field: Field, given: string): boolean {
    return given.split(",").every((part) => field.others?.test(part) || isRange(field, part));
}

function isRange({ least, most, names = [] }: Field, part: string): boolean {
    const [, from = "", to] = /^([^-/]+)(?:-([^-/]+))?(?:\/[1-9]\d*)?$/.exec(part) ?? [];
    const numberOf = (word: string) => (names.includes(word) ? names.indexOf(word) + least : Number(word));
    const isOne = (word: string) => /^(\d+|[A-Z]{3})$/.test(word) && numberOf(word) >= least && numberOf(word) <= most;
    if (from === "*") return to === undefined;
    return isOne(from) && (to === undefined || (isOne(to) && numberOf(from) <= numberOf(to)));
}
