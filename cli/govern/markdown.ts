import { exemptionNotes } from "./exemptions";
import type { Governance } from "./govern";
import { gathered, remediedLines, remediesOf, someOf, summaryText, type Told } from "./table";

/** A summary for a pull request, in GitHub's Markdown. */
export function governanceMarkdown(governance: Governance): string {
    const told = gathered(governance);
    const mandatory = told.filter(({ level }) => level === "mandatory");
    const advisory = told.filter(({ level }) => level === "advisory");
    return [
        "## Governance",
        summaryText(governance),
        ...(mandatory.length > 0
            ? [rowsOf(mandatory), ...remediesOf(governance).map((line) => `- ${escaped(line)}`)]
            : []),
        ...exemptionNotes(governance).map(({ text }) => `> ${escaped(text)}`),
        ...remediedLines(governance).map((line) => `> ${escaped(line)}`),
        ...(advisory.length > 0
            ? [`<details><summary>What only advises (${advisory.length})</summary>`, rowsOf(advisory), "</details>"]
            : []),
    ].join("\n\n");
}

function rowsOf(told: readonly Told[]): string {
    return [
        "| rule | what | where | stacks |",
        "| --- | --- | --- | --- |",
        ...told.map(
            ({ rule, message, resources, stacks }) =>
                `| \`${rule}\` | ${escaped(message)} | ${escaped(someOf(resources, 3))} | ${stacks.join(", ")} |`,
        ),
    ].join("\n");
}

/** Text as GitHub shows it letter by letter: names come from whoever wrote the pull request. */
function escaped(text: string): string {
    return text.replace(/[\\`*_{}[\]<>()#|@]/g, "\\$&").replace(/\s*\n\s*/g, " ");
}
