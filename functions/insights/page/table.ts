import { type Markup, markup, type Part } from "./markup";

export interface Column<Row> {
    readonly title: string;
    readonly cell: (row: Row) => Part;
    /** Whether it has numbers, which stand below each other. @default false */
    readonly numeric?: boolean;
}

/**
 * A table; on a phone each row is a card, whose cells say their column's title.
 * @param data what it shows, for who holds the page against its files
 */
export function table<Row>(data: string, caption: Part, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
    const kind = ({ numeric }: Column<Row>) => (numeric ? "number" : "text");
    return markup`<table data-of="${data}"><caption>${caption}</caption>
<thead><tr>${columns.map((one) => markup`<th scope="col" class="${kind(one)}">${one.title}</th>`)}</tr></thead>
<tbody>
${rows.map(
    (row) =>
        markup`<tr>${columns.map((one) => markup`<td class="${kind(one)}" data-title="${one.title}">${one.cell(row)}</td>`)}</tr>
`,
)}</tbody></table>`;
}

/** What opens where somebody asks for it. */
export function folded(summary: Part, content: Part): Markup {
    return markup`<details><summary>${summary}</summary>${content}</details>`;
}

/** Facts, each under its name. */
export function facts(all: readonly (readonly [string, Part])[]): Markup {
    return markup`<dl>${all.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
