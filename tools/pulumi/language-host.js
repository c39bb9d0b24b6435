#!/usr/bin/env node
"use strict";

/**
 * The Node.js language host for an engine that was built from source: `pulumirpc.LanguageRuntime`, as far as
 * preview, up, refresh, destroy and policy packs need it. The official distribution carries its own.
 *
 * It is copied beside the engine as `pulumi-language-nodejs`, is started in the project's directory, and takes
 * everything from the project's own @pulumi/pulumi: the stubs it serves and the programs it starts.
 *
 * Protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 */
const { spawn } = require("node:child_process");
const { existsSync, readFileSync, readdirSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

/** With this code a program says that it has already told the user what went wrong (@pulumi/pulumi/cmd/run). */
const ALREADY_REPORTED = 32;

/** Programs and plugins that run now. */
const children = new Set();

function sdk(directory) {
    const require = createRequire(join(directory, "package.json"));
    const own = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    return { path: (module) => own.resolve(`@pulumi/pulumi/${module}`), own };
}

function start(args, options) {
    const child = spawn(process.execPath, args, options);
    children.add(child);
    child.on("close", () => children.delete(child));
    return child;
}

function stopAll() {
    for (const child of children) child.kill("SIGTERM");
}

function optionsOf(info) {
    return info?.getOptions()?.toJavaScript() ?? {};
}

/** `nodeargs` of the runtime's options: one string, split at white space. */
function nodeArguments(options) {
    return String(options.nodeargs ?? "")
        .split(/\s+/)
        .filter(Boolean);
}

/** The command line of @pulumi/pulumi/cmd/run for a program. */
function runArguments(request, engine) {
    const info = request.getInfo();
    const flags = {
        monitor: request.getMonitorAddress(),
        engine,
        organization: request.getOrganization(),
        project: request.getProject(),
        "root-directory": info?.getRootDirectory(),
        stack: request.getStack(),
        pwd: request.getPwd(),
        parallel: String(request.getParallel()),
    };
    const given = Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
    const dryRun = request.getDryrun() ? ["--dry-run"] : [];
    return [...given, ...dryRun, info?.getEntryPoint() || request.getProgram() || ".", ...request.getArgsList()];
}

function runEnvironment(request, options) {
    const tsconfig = options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: String(options.tsconfig) } : {};
    return {
        ...process.env,
        ...tsconfig,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
    };
}

/** What the engine is told about a program that ended. */
function outcome(code, signal) {
    if (code === 0) return { error: "", bail: false };
    if (code === ALREADY_REPORTED) return { error: "", bail: true };
    const how = signal ? `by signal ${signal}` : `with non-zero exit code: ${code}`;
    return { error: `Program exited ${how}`, bail: false };
}

/** The packages in node_modules that say they need a resource plugin. */
function resourcePackages(directory) {
    const modules = join(directory, "node_modules");
    if (!existsSync(modules)) return [];
    const names = readdirSync(modules).flatMap((name) =>
        name.startsWith("@") ? readdirSync(join(modules, name)).map((scoped) => `${name}/${scoped}`) : [name],
    );
    return names.flatMap((name) => {
        const manifest = readManifest(join(modules, name));
        return manifest?.pulumi?.resource ? [manifest] : [];
    });
}

function readManifest(directory) {
    try {
        return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    } catch {
        return undefined;
    }
}

function handlers(language, plugin, engine) {
    return {
        handshake: (_call, reply) => reply(null, new language.LanguageHandshakeResponse()),

        getPluginInfo: (_call, reply) => {
            const info = new plugin.PluginInfo();
            info.setVersion(readManifest(join(sdk(process.cwd()).path("package.json"), "..")).version);
            reply(null, info);
        },

        getRequiredPackages: ({ request }, reply) => {
            const response = new language.GetRequiredPackagesResponse();
            for (const { name, version, pulumi } of resourcePackages(request.getInfo().getProgramDirectory())) {
                const dependency = new plugin.PackageDependency();
                dependency.setName(pulumi.name ?? name.replace(/^@pulumi\//, "").replace(/^@/, ""));
                dependency.setKind("resource");
                dependency.setVersion(`v${(pulumi.version ?? version).replace(/^v/, "")}`);
                dependency.setServer(pulumi.server ?? "");
                response.addPackages(dependency);
            }
            reply(null, response);
        },

        run: ({ request }, reply) => {
            const options = optionsOf(request.getInfo());
            const program = sdk(request.getInfo().getProgramDirectory()).path("cmd/run");
            const child = start([...nodeArguments(options), program, ...runArguments(request, engine)], {
                stdio: ["ignore", "inherit", "inherit"],
                cwd: request.getInfo().getProgramDirectory(),
                env: runEnvironment(request, options),
            });
            child.on("error", (error) => reply(error));
            child.on("close", (code, signal) => {
                const { error, bail } = outcome(code, signal);
                const response = new language.RunResponse();
                response.setError(error);
                response.setBail(bail);
                reply(null, response);
            });
        },

        runPlugin: (call) => {
            const info = call.request.getInfo();
            const directory = info.getProgramDirectory();
            const isAnalyzer = call.request.getKind() === "analyzer";
            const program = sdk(directory).path(isAnalyzer ? "cmd/run-policy-pack" : "cmd/run-plugin");
            // A policy pack takes the engine's address first and then its directory; a provider the other way round.
            const given = call.request.getArgsList();
            const args = isAnalyzer ? [...given, directory] : [directory, ...given];
            const child = start([...nodeArguments(optionsOf(info)), program, ...args], {
                stdio: ["ignore", "pipe", "pipe"],
                cwd: isAnalyzer ? directory : call.request.getPwd(),
                env: Object.fromEntries(call.request.getEnvList().map((entry) => splitOnce(entry))),
            });
            const send = (fill) => {
                const response = new language.RunPluginResponse();
                fill(response);
                if (!call.cancelled) call.write(response);
            };
            child.stdout.on("data", (data) => send((response) => response.setStdout(data)));
            child.stderr.on("data", (data) => send((response) => response.setStderr(data)));
            child.on("error", (error) => call.destroy(error));
            child.on("close", (code) => {
                send((response) => response.setExitcode(code ?? 1));
                call.end();
            });
            call.on("cancelled", () => child.kill("SIGTERM"));
        },

        about: (_call, reply) => {
            const response = new language.AboutResponse();
            response.setExecutable(process.execPath);
            response.setVersion(process.version);
            reply(null, response);
        },

        getProgramDependencies: ({ request }, reply) => {
            const directory = request.getInfo().getProgramDirectory();
            const { dependencies = {}, devDependencies = {} } = readManifest(directory) ?? {};
            const response = new language.GetProgramDependenciesResponse();
            for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
                const dependency = new language.DependencyInfo();
                dependency.setName(name);
                dependency.setVersion(readManifest(join(directory, "node_modules", name))?.version ?? "");
                response.addDependencies(dependency);
            }
            reply(null, response);
        },

        cancel: (_call, reply) => {
            stopAll();
            reply(
                null,
                new (require(sdk(process.cwd()).own.resolve("google-protobuf/google/protobuf/empty_pb.js")).Empty)(),
            );
        },
    };
}

function splitOnce(entry) {
    const at = entry.indexOf("=", 1);
    return [entry.slice(0, at), entry.slice(at + 1)];
}

/** Ends with the engine that started it, however that ended. */
function followParent() {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) process.exit(0);
    }, 500).unref();
    process.on("exit", stopAll);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0));
}

function main() {
    const engine = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
    const { own, path } = sdk(process.cwd());
    const grpc = own("@grpc/grpc-js");
    const service = require(path("proto/language_grpc_pb.js")).LanguageRuntimeService;
    const language = require(path("proto/language_pb.js"));
    const plugin = require(path("proto/plugin_pb.js"));

    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(service, handlers(language, plugin, engine));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) throw error;
        followParent();
        process.stdout.write(`${port}\n`);
    });
}

try {
    main();
} catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    process.stderr.write(`@pulumi/pulumi is not installed for ${process.cwd()}: run \`npm ci\` there.\n`);
    process.exit(1);
}
