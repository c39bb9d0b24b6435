"use strict";

// The pack's way in. Pulumi's runner would have ts-node compile it and check its types at every start.
require("../tools/typescript.js");
require("../tools/pulumi/lazy.js");
require("./index.ts");
