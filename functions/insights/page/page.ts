import { type Markup, markup, type Part } from "./markup";
import { style } from "./style";

export interface PageArgs {
    readonly title: string;
    /** What stands above the title: `Drift report`. */
    readonly kicker: string;
    readonly head: Part;
    /** Sections by the anchors that lead to them; what is empty is left out. */
    readonly sections: readonly Section[];
    /** When the page was made. ISO 8601. */
    readonly madeAt: string;
}

export interface Section {
    readonly id: string;
    readonly title: string;
    readonly content: Part;
}

// Nothing is asked of anybody, and nothing runs: what data brings in can do no more than stand there.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page in one file, without a script, a font or a picture of elsewhere. */
export function page({ title, kicker, head, sections, madeAt }: PageArgs): string {
    const there = sections.filter(({ content }) => content !== false && content !== undefined && content !== null);
    const css: Markup = { markup: style };
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${kicker}: ${title}</title>
<style>${css}</style>
</head>
<body>
<header>
<p class="kicker">${kicker}</p>
<h1>${title}</h1>
${head}
</header>
<nav aria-label="Sections">${there.map((one) => markup`<a href="#${one.id}">${one.title}</a> `)}</nav>
<main>
${there.map(
    (one) => markup`<section id="${one.id}" aria-labelledby="${one.id}-title">
<h2 id="${one.id}-title">${one.title}</h2>
${one.content}
</section>
`,
)}</main>
<footer><p class="note">Made by Drivetrain at <time datetime="${madeAt}">${madeAt}</time>. Times are in UTC.</p></footer>
</body>
</html>
`.markup;
}
