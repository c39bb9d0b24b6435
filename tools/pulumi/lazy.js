"use strict";

/**
 * Has two parts of the Pulumi SDK loaded when they are asked for, which a program and a policy pack never do: the
 * Automation API, and npm's own reading of node_modules, by which the SDK would pack the dependencies of a Lambda. They
 * are half of what loading the SDK takes. To be required before `@pulumi/pulumi`.
 */
const Module = require("node:module");

const unused = new Set(["./automation", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, parent, isMain) {
    const isSdk = unused.has(request) && parent?.path.includes("@pulumi/pulumi");
    return isSdk ? lazily(() => load.call(this, request, parent, isMain)) : load.call(this, request, parent, isMain);
};

/** A module in place of another one, which is loaded as soon as something of it is looked at. */
function lazily(loaded) {
    return new Proxy(
        {},
        {
            // Asked by each `import * as`, of which it is none of the module's own business.
            get: (_target, name) => (name === "__esModule" ? true : loaded()[name]),
            has: (_target, name) => name in loaded(),
            ownKeys: () => Reflect.ownKeys(loaded()),
            getOwnPropertyDescriptor: (_target, name) => ({
                ...Object.getOwnPropertyDescriptor(loaded(), name),
                configurable: true,
            }),
        },
    );
}
