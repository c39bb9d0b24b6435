import { type Markup, markup, type Part } from "../page/markup";

/** Pixels of every chart; a page shows it as wide as there is room. */
export const width = 360;

/** A picture that says in words what it shows; a table beside it has its numbers. */
export function picture(height: number, title: string, description: string, content: Part): Markup {
    return markup`<svg role="img" viewBox="0 0 ${width} ${height}"><title>${title}</title><desc>${description}</desc>${content}</svg>`;
}

export interface LabelArgs {
    readonly x: number;
    readonly y: number;
    readonly text: string;
    readonly anchor?: "start" | "middle" | "end";
}

/** A text in a picture. It names a place on an axis; what there is to read stands in the table. */
export function label({ x, y, text, anchor = "start" }: LabelArgs): Markup {
    return markup`<text aria-hidden="true" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** A text of at most so many characters. */
export function cut(text: string, characters: number): string {
    const letters = [...text];
    return letters.length <= characters ? text : `${letters.slice(0, characters - 1).join("")}…`;
}
