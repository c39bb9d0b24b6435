import * as assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { load, root } from "./load";

interface Choice {
    readonly version: string;
    readonly name: string;
    readonly directory: string;
    readonly origin: string;
}

interface PulumiModule {
    isSupported: (version: string | undefined, sdk: string) => boolean;
    findInstalled: (where: {
        searchPath: string;
        home: string;
        sdk: string;
    }) => Promise<{ version: string; program: string; hasHost: boolean } | undefined>;
    chooseEngine: (context: object) => Promise<Choice>;
    pulumiHome: (environment: NodeJS.ProcessEnv) => string;
}

let folder: string;
let home: string;
function useFolder(): void {
    beforeEach(() => {
        folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drivetrain-pulumi-")));
        home = path.join(folder, "home");
    });
    afterEach(() => rmSync(folder, { recursive: true }));
}

/** A stand-in for a CLI that only knows its version. */
function cli(directory: string, version: string, options: { readonly host: boolean }): string {
    mkdirSync(directory, { recursive: true });
    const files = options.host ? ["pulumi", "pulumi-language-nodejs"] : ["pulumi"];
    for (const file of files) {
        writeFileSync(path.join(directory, file), `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
    }
    return path.join(directory, "pulumi");
}

describe("Pulumi CLI: versions", () => {
    useFolder();

    const cases: readonly (readonly [string | undefined, boolean])[] = [
        ["v3.248.0", true],
        ["3.248.1", true],
        ["v3.253.0-alpha.1", true],
        ["v3.1000.0", true],
        ["v3.247.9", false],
        ["v3.99.0", false],
        ["v2.300.0", false],
        ["v4.0.0", false],
        ["command not found", false],
        [undefined, false],
    ];
    for (const [version, expected] of cases) {
        it(`${expected ? "takes" : "passes over"} ${version} for the SDK 3.248.0`, async () => {
            const { isSupported } = await load<PulumiModule>("pulumi.mjs");
            assert.equal(isSupported(version, "3.248.0"), expected);
        });
    }

    const toolchains: readonly (readonly [string | undefined, boolean])[] = [
        ["go1.25.11", true],
        ["go1.26", true],
        ["go1.25.10", false],
        ["go1.9.7", false],
        ["devel +abc", false],
        [undefined, false],
    ];
    for (const [version, expected] of toolchains) {
        it(`${expected ? "builds" : "does not build"} with Go ${version} what needs 1.25.11`, async () => {
            const { isEnough } = await load<{ isEnough: (...versions: unknown[]) => boolean }>("pulumiBuild.mjs");
            assert.equal(isEnough(version, "1.25.11"), expected);
        });
    }
});

describe("Pulumi CLI: choice", () => {
    useFolder();

    async function find(...directories: string[]) {
        const { findInstalled } = await load<PulumiModule>("pulumi.mjs");
        return findInstalled({ searchPath: directories.join(path.delimiter), home, sdk: "3.248.0" });
    }

    it("takes the first installed one that fits", async () => {
        cli(path.join(folder, "old"), "3.100.0", { host: true });
        const good = cli(path.join(folder, "good"), "3.260.0", { host: true });
        cli(path.join(folder, "later"), "3.261.0", { host: true });
        const found = await find(
            "",
            path.join(folder, "absent"),
            ...["old", "good", "later"].map((name) => path.join(folder, name)),
        );
        assert.deepEqual(found, { version: "3.260.0", program: good, hasHost: true });
    });

    it("passes over what npm offers, what set-up made, and what cannot run", async () => {
        const bins = [
            path.join(folder, "node_modules", ".bin"),
            path.join(home, "versions", "3.253.0-drivetrain-0", "bin"),
        ];
        for (const bin of bins) cli(bin, "3.260.0", { host: true });
        const broken = cli(path.join(folder, "broken"), "3.260.0", { host: true });
        writeFileSync(broken, "#!/bin/sh\nexit 1\n");
        const data = cli(path.join(folder, "data"), "3.260.0", { host: true });
        chmodSync(data, 0o644);
        assert.equal(await find(...bins, path.dirname(broken), path.dirname(data)), undefined);
    });

    function choose(searchPath: string, said: string[] = []): Promise<Choice> {
        const show = { note: () => undefined, line: (text: string) => said.push(text) };
        const environment = { PATH: searchPath };
        return load<PulumiModule>("pulumi.mjs").then(({ chooseEngine }) =>
            chooseEngine({ root, home, logs: path.join(folder, "logs"), show, environment }),
        );
    }

    it("makes an installed one known to npx, with its own language host", async () => {
        const program = cli(path.join(folder, "opt"), "3.260.0", { host: true });
        const { origin, version, name, directory } = await choose(path.dirname(program));
        assert.deepEqual({ origin, version }, { origin: "installed", version: "3.260.0" });
        assert.equal(directory, path.join(home, "versions", name, "bin"));
        assert.equal(realpathSync(path.join(directory, "pulumi")), program);
        assert.ok(!existsSync(path.join(directory, "pulumi-language-nodejs")));
    });

    it("gives ours to an installed one that has no language host", async () => {
        const program = cli(path.join(folder, "opt"), "3.260.0", { host: false });
        const { directory } = await choose(path.dirname(program));
        const host = readFileSync(path.join(directory, "pulumi-language-nodejs"), "utf8");
        assert.equal(host, readFileSync(path.join(root, "tools", "pulumi", "language-host.js"), "utf8"));
    });

    it("takes an official download that is there, and builds nothing", async () => {
        const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
            devDependencies: { pulumi: string };
        };
        const bin = path.join(home, "versions", devDependencies.pulumi, "bin");
        cli(bin, devDependencies.pulumi, { host: true });
        const { origin, directory } = await choose("");
        assert.deepEqual({ origin, directory }, { origin: "downloaded", directory: bin });
    });

    it("takes a build that is there, with today's language host", async () => {
        const { builtName } = await load<{ builtName: (root: string) => { name: string; version: string } }>(
            "pulumiBuild.mjs",
        );
        const { name, version } = builtName(root);
        const bin = path.join(home, "versions", name, "bin");
        cli(bin, version, { host: true });
        const { origin, directory } = await choose("");
        assert.deepEqual({ origin, directory }, { origin: "built", directory: bin });
        assert.match(readFileSync(path.join(bin, "pulumi-language-nodejs"), "utf8"), /LanguageRuntime/);
    });

    it("finds PULUMI_HOME as Pulumi does", async () => {
        const { pulumiHome } = await load<PulumiModule>("pulumi.mjs");
        assert.equal(pulumiHome({ PULUMI_HOME: "/somewhere" }), "/somewhere");
        assert.equal(pulumiHome({ PULUMI_HOME: "" }), path.join(os.homedir(), ".pulumi"));
    });
});
