import { AthenaClient } from "@aws-sdk/client-athena";
import { insightsOf, type QueryAnswer, runQuery, valuesOf } from "../../insights/query";
import { answerText } from "../../insights/text";
import { CommandError } from "../../terminal/errors";
import { count } from "../../terminal/format";
import { together } from "../../terminal/progress";
import type { LifecycleStep } from "../lifecycle";

/** How many rows, and how many columns, of each answer are shown. */
const rowsShown = 5;
const columnsShown = 8;

/** Every saved query, each of which has an answer by now. */
export const insights: LifecycleStep = {
    name: "insights",
    run: async ({ outputs, stack, recorder }) => {
        const insights = insightsOf(outputs, stack.name);
        const client = new AthenaClient({});
        const answers = await together(
            Object.entries(insights.queries).map((query) => ({
                title: `query ${query[0]}`,
                run: () => runQuery(client, insights, query, valuesOf(query[1], {}, new Date()), { most: rowsShown }),
                detail: ({ rows, more }: QueryAnswer) => `${more ? "more than " : ""}${count(rows.length, "row")}`,
            })),
        );
        for (const one of answers) process.stderr.write(`${answerText(one, columnsShown)}\n`);
        const silent = answers.filter(({ rows }) => rows.length === 0).map((one) => one.query);
        if (silent.length > 0) throw new CommandError(`No row came of ${silent.join(", ")}.`);
        recorder.add({ insights: { queries: answers.map((one) => one.query) } });
        return count(answers.length, "query", "queries");
    },
};
