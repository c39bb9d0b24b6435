import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { buildImage, prepareBuild } from "../../../local/images/build";
import { contextFiles } from "../../../local/images/context";
import type { BuiltImage } from "../../../local/images/image";

describe("building an image for this machine", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "images-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Writes a build context; files whose content begins with `#!` may be executed. */
    function context(files: Record<string, string>): string {
        for (const [path, content] of Object.entries(files)) {
            const file = join(folder, "context", path);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, content);
            if (content.startsWith("#!")) chmodSync(file, 0o755);
        }
        return join(folder, "context");
    }

    const program = (text: string) => `#!/usr/bin/env python3\n${text}\n`;

    function build(files: Record<string, string>, target?: string): BuiltImage {
        const place = join(folder, "kept");
        buildImage(prepareBuild({ context: context(files), target }), place);
        return JSON.parse(readFileSync(join(place, "image.json"), "utf8")) as BuiltImage;
    }

    const refusal = (files: Record<string, string>) => {
        try {
            build(files);
        } catch (error) {
            assert.deepEqual(readdirSync(folder), ["context"], "nothing is left behind");
            return (error as Error).message;
        }
        return assert.fail("it was built");
    };

    it("finds train and serve on the PATH, as the Dockerfile copies them", () => {
        const image = build({
            Dockerfile:
                "FROM python:3.12-slim\nENV HOME_OF=/opt/program ML_ROOT=/opt/ml\nENV PATH=$HOME_OF/bin:$PATH\n" +
                "COPY src/ /opt/program/\nCOPY --chmod=644 src/bin/*.txt notes/\nWORKDIR /opt/program\n",
            "src/bin/train": program("print('train')"),
            "src/bin/serve": "#!/bin/sh\necho serve\n",
            "src/bin/a.txt": "a",
            "left/out": "",
        });
        const root = join(folder, "kept", "root");
        assert.deepEqual(image.train.command, ["python3", join(root, "opt/program/bin/train")]);
        assert.deepEqual(image.serve.command, ["/bin/sh", join(root, "opt/program/bin/serve")]);
        assert.equal(image.directory, join(root, "opt/program"));
        assert.equal(image.environment["HOME_OF"], join(root, "opt/program"));
        assert.equal(image.environment["ML_ROOT"], "/opt/ml", "the container runner's own");
        assert.ok(image.environment["PATH"]!.startsWith(join(root, "opt/program/bin") + ":"));
        assert.ok(existsSync(join(root, "notes", "a.txt")));
        assert.ok(!existsSync(join(root, "left")));
    });

    it("gives the name to an ENTRYPOINT", () => {
        const Dockerfile = 'FROM python\nWORKDIR /app\nCOPY main.py .\nENTRYPOINT ["python", "-u", "/app/main.py"]\n';
        const image = build({ Dockerfile, "main.py": "" });
        const main = join(folder, "kept", "root", "app", "main.py");
        assert.deepEqual(image.train.command, ["python3", "-u", main, "train"]);
        assert.deepEqual(image.serve.command, ["python3", "-u", main, "serve"]);
    });

    it("builds stages on each other, up to the one that is asked for", () => {
        const files = {
            Dockerfile:
                "ARG BASE=python\nFROM $BASE AS code\nENV A=1\nCOPY train serve /usr/local/bin/\n" +
                "FROM code AS final\nENV B=${A}2\nCOPY --from=code /usr/local/bin/train /usr/local/bin/again\n" +
                "FROM scratch AS other\n",
            train: program(""),
            serve: program(""),
        };
        const image = build(files, "final");
        assert.deepEqual([image.environment["A"], image.environment["B"]], ["1", "12"]);
        assert.ok(existsSync(join(folder, "kept", "root", "usr", "local", "bin", "again")));
    });

    it("lets nothing listen to the network", () => {
        const Dockerfile = "FROM a\nENV BIND_ADDRESS=0.0.0.0\nCOPY train serve /usr/bin/\n";
        const image = build({ Dockerfile, train: program(""), serve: program("") });
        assert.equal(image.environment["BIND_ADDRESS"], "127.0.0.1");
    });

    it("refuses an image whose train or serve cannot be found, with a sentence", () => {
        const run = (Dockerfile: string, files: Record<string, string> = {}) => refusal({ Dockerfile, ...files });
        const train = program("");
        assert.match(run("FROM a\n"), /no program "train": SageMaker starts it with that one word, so the Dockerfile/);
        assert.match(run("FROM a\nCOPY train /bin/\n", { train }), /no program "serve"/);
        assert.match(run("FROM a\nCOPY train /opt/\n", { train }), /no program "train"/);
        assert.match(run("FROM a\nENTRYPOINT python main.py\n"), /in shell form, which passes over the argument/);
        assert.match(run('FROM a\nENTRYPOINT ["python"]\n'), /starts python without a script for its argument train/);
        assert.match(run('FROM a\nENTRYPOINT ["java", "-jar", "a.jar"]\n'), /starts "java", which none of its COPY/);
        assert.match(run("FROM a\nCOPY missing /x\n"), /copies "missing", which is not in the folder/);
        assert.match(run("FROM a\nADD https://example.org/x /x\n"), /does not fetch or unpack/);
        assert.match(run("COPY a b\nFROM a\n"), /has COPY before FROM/);
        assert.match(
            run("FROM a\nCOPY train /bin/\n", { train: "#!/usr/bin/ruby\n" }),
            /Python and shell programs, not/,
        );
        assert.match(run("FROM a\nCOPY mute /bin/train\n", { mute: "print()" }), /"train" may not be executed/);
    });

    it("has a digest of the content alone", () => {
        const folder = context({ Dockerfile: "FROM a\n", ".dockerignore": "**/__pycache__\n", "a/b.py": "1" });
        const digest = () => prepareBuild({ context: folder }).digest;
        const first = digest();
        context({ "a/__pycache__/b.pyc": "x" });
        assert.equal(digest(), first);
        context({ "a/b.py": "2" });
        const second = digest();
        assert.notEqual(second, first);
        chmodSync(join(folder, "a/b.py"), 0o755);
        assert.notEqual(digest(), second);
        assert.notEqual(prepareBuild({ context: folder, args: { A: "1" } }).digest, digest());
    });

    it("honours .dockerignore: the last pattern decides, from the root on", () => {
        const folder = context({
            ".dockerignore": "# all\n*\n!/src\nsrc/**/*.txt\n!src/keep.txt\n!*.md\n",
            ...{
                Dockerfile: "",
                "README.md": "",
                "a.py": "",
                "src/a.py": "",
                "src/deep/b.txt": "",
                "src/keep.txt": "",
            },
        });
        assert.deepEqual(
            contextFiles(folder).map(({ path }) => path),
            ["Dockerfile", "README.md", "src/a.py", "src/keep.txt"],
        );
    });

    it("builds the project's own container, without what tests leave beside it", () => {
        const place = join(folder, "kept");
        const own = resolve(__dirname, "../../../jobs/byoc");
        buildImage(prepareBuild({ context: own }), place);
        const image = JSON.parse(readFileSync(join(place, "image.json"), "utf8")) as BuiltImage;
        assert.deepEqual(image.serve.command, ["python3", join(place, "root/opt/program/serve")]);
        assert.deepEqual(readdirSync(join(place, "root/opt/program")).sort(), [
            "gradient_boosting",
            "requirements.txt",
            "serve",
            "train",
        ]);
        assert.ok(readdirSync(join(place, "root/opt/program/gradient_boosting")).every((name) => name.endsWith(".py")));
        for (const name of ["train", "serve"]) assert.ok(statSync(join(own, name)).mode & 0o100, name);
    });
});
