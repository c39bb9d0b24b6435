/** The style of all pages: light and dark, paper, and a width of 320 pixels on. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --card: #f6f7f9; --ink: #1b1f24; --dim: #57606a; --line: #d5dae0;
  --before: #8a94a3; --now: #1f6feb; --alarm: #b42318; --calm: #1a7f37; --wait: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --card: #1d2127; --ink: #e6e9ed; --dim: #9aa4b0;
  --line: #363d47; --before: #7d8794; --now: #58a6ff; --alarm: #ff8a80; --calm: #56d364; --wait: #e3b341; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; border-bottom: 1px solid var(--line); }
h3 { margin: 1.5rem 0 .25rem; font-size: 1.05rem; }
p { margin: .5rem 0; } a { color: var(--now); } code { font-size: .875em; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; }
.kicker, .note, caption, dt, figcaption { color: var(--dim); } .kicker { margin: 0; }
.verdict { font-size: 1.125rem; font-weight: 600; }
.alarm { color: var(--alarm); } .calm { color: var(--calm); } .wait { color: var(--wait); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem 1rem; margin: 1rem 0; }
dt { font-size: .875rem; } dd { margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem;
  align-items: start; }
figure { margin: 0; padding: .75rem; background: var(--card); border-radius: .5rem; min-width: 0; break-inside: avoid; }
figcaption b { color: var(--ink); } figure.violated figcaption b { color: var(--alarm); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--dim); font-size: 11px; }
.before { fill: var(--before); } .now { fill: var(--now); } .violated { fill: var(--alarm); }
.axis { stroke: var(--line); } .limit { stroke: var(--alarm); stroke-dasharray: 4 3; fill: none; }
.path { stroke: var(--now); stroke-width: 2; fill: none; } .path.second { stroke: var(--before); }
.point { fill: var(--now); fill-opacity: .45; } .even { stroke: var(--before); stroke-dasharray: 4 3; }
.key::before { content: ""; display: inline-block; width: .75em; height: .75em; margin-right: .35em; }
.key { margin-right: 1rem; white-space: nowrap; } .key.before::before { background: var(--before); }
.key.now::before { background: var(--now); }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .9375rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th { overflow-wrap: normal; } td { min-width: 4.5rem; } td:first-child { min-width: 6rem; } data { white-space: nowrap; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; } td.number { white-space: nowrap; }
figure table { table-layout: fixed; font-size: .8125rem; } figure th, figure td { min-width: 0; overflow-wrap: anywhere; }
figure data, figure td.number { white-space: normal; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--now); }
@media (max-width: 44rem) {
  thead { display: none; }
  table, tbody, tr, caption { display: block; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td, td:first-child { min-width: 0; }
  td, td.number { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .5rem; padding: .1rem 0;
    text-align: left; white-space: normal; border: 0; }
  td::before { content: attr(data-title); color: var(--dim); }
}
@media print { body { max-width: none; padding: 0; font-size: 11pt; } nav, summary { display: none; } }
`;
