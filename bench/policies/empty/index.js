"use strict";

require("../../../tools/pulumi/lazy.js");
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("empty", { policies: [] });
