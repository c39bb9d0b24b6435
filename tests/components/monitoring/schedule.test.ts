import assert from "node:assert/strict";
import { validateSchedule } from "../../../components/monitoring/schedule";

describe("the schedule of a monitor", () => {
    const told = (schedule: string) => validateSchedule(schedule).map(({ message }) => message.split(" in UTC: ")[1]);

    for (const schedule of [
        ...["rate(1 day)", "rate(6 hours)", "rate(1 minute)", "cron(0 6 * * ? *)", "cron(0 6 L * ? *)"],
        ...["cron(0/15 8-17 ? * MON-FRI *)", "cron(30 5 15W JAN,JUL ? 2027-2030)", "cron(0 0 ? * 6#3 *)"],
        "cron(0 0 31 * ? *)",
    ]) {
        it(`may be ${schedule}`, () => assert.deepEqual(told(schedule), []));
    }

    for (const [schedule, why] of [
        ["daily", "it is neither."],
        ["rate(0 days)", "the number is 1 at least."],
        ["rate(1 days)", "it is 1 day that AWS takes."],
        ["rate(5 hour)", "it is 5 hours that AWS takes."],
        ["cron(0 6 * * *)", "it has 5 fields."],
        ["cron(0 6 * * * *)", "one of day of the month and day of the week is ?, and the other one is not."],
        ["cron(0 6 ? * ? *)", "one of day of the month and day of the week is ?, and the other one is not."],
        ["cron(60 6 * * ? *)", "the minutes cannot be 60."],
        ["cron(0 6 32 * ? *)", "the day of the month cannot be 32."],
        ["cron(0 6 ? * FRI-MON *)", "the day of the week cannot be FRI-MON."],
        ["cron(0 6 ? * FUN *)", "the day of the week cannot be FUN."],
        ["cron(0 6 * * ? 1969)", "the year cannot be 1969."],
    ] as const) {
        it(`is not ${schedule}`, () => assert.deepEqual(told(schedule), [why]));
    }
});
