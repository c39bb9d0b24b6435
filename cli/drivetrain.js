#!/usr/bin/env node
"use strict";

// The command's way in: plain JavaScript, since it also runs where nothing is installed yet.
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join, dirname } = require("node:path");

const root = dirname(__dirname);

if (!existsSync(join(__dirname, "main.ts"))) {
    // Installed as a package, which has the components alone.
    process.stderr.write(
        "drivetrain: the command works in a checkout of Drivetrain; this package has its components.\n",
    );
    process.exit(1);
}
if (!existsSync(join(root, "node_modules", "typescript"))) {
    // Progress belongs to stderr, so that `eval "$(drivetrain env)"` reads the answer alone.
    const setup = spawnSync(process.execPath, [join(root, "tools", "setup.mjs")], {
        cwd: root,
        stdio: ["ignore", 2, 2],
    });
    if (setup.status !== 0) process.exit(1);
}

// The SDK's announcement of the Node versions of next year would stand in every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

require("../tools/typescript.js");
require("./main.ts").main(process.argv);
