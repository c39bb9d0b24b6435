"use strict";

// The program's way in, for every language host (package.json names it): plain JavaScript, which loads what is compiled
// of the program and compiles what has changed.
require("../tools/typescript.js");
require("../tools/pulumi/lazy.js");
const { log } = require("@pulumi/pulumi");

// The SDK sends the engine five messages a resource, one after the other, which only `pulumi --debug` shows.
if (!process.env.DRIVETRAIN_DEBUG) log.debug = () => Promise.resolve();

// It also has a stack trace made for each promise that it watches, which it shows where one is never settled.
const { prepareStackTrace } = Error;
Error.prepareStackTrace = (error, sites) => (error.message ? prepareStackTrace(error, sites) : String(error));

module.exports = require("./index.ts");
