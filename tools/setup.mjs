#!/usr/bin/env node
// Makes a fresh clone ready: node modules, the Python environment, the Pulumi CLI. Needs nothing but Node itself, and
// loads the rest only after it has seen that this Node can read it.
import { readFileSync } from "fs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const needed = manifest.engines.node.replace(">=", "");

if (isOlder(process.versions.node, needed)) {
    console.error(`Node ${process.versions.node} is too old: install Node ${needed} or newer, then run this again.`);
    process.exit(1);
}

import("./setup/main.mjs").then(({ main }) => main());

function isOlder(version, than) {
    const [a, b] = [version, than].map((text) => text.split(".").map(Number));
    const at = [0, 1, 2].find((index) => (a[index] || 0) !== (b[index] || 0));
    return at !== undefined && (a[at] || 0) < (b[at] || 0);
}
