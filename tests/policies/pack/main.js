"use strict";

require("../../../tools/typescript.js");
require("./index.ts");
