import assert from "node:assert/strict";
import { expand, pairsOf, parseDockerfile, wordsOf } from "../../../local/images/dockerfile";

describe("reading a Dockerfile", () => {
    it("joins continued lines, and leaves comments out wherever they stand", () => {
        const read = parseDockerfile(
            "# a\nFROM python:3.12 AS base\n\nENV A=1 \\\n# between\n    B=2\nRUN x \\\n  y\n",
        );
        assert.deepEqual(
            read.map(({ name, text }) => [name, text]),
            [
                ["FROM", "python:3.12 AS base"],
                ["ENV", "A=1 B=2"],
                ["RUN", "x y"],
            ],
        );
    });

    it("tells options from what follows", () => {
        const [, copy] = parseDockerfile("FROM a\nCOPY --chmod=755 --link --from=b train serve /opt/\n");
        assert.deepEqual(copy, {
            name: "COPY",
            flags: { chmod: "755", link: "true", from: "b" },
            text: "train serve /opt/",
        });
    });

    it("passes over the here-documents of RUN", () => {
        const read = parseDockerfile("FROM a\nRUN <<EOF\nCOPY x y\nEOF\nWORKDIR /x\n");
        assert.deepEqual(
            read.map(({ name }) => name),
            ["FROM", "RUN", "WORKDIR"],
        );
        assert.throws(() => parseDockerfile("FROM a\nCOPY <<EOF /x\nEOF\n"), /whose COPY has a here-document/);
    });

    it("refuses what is no Dockerfile", () => {
        assert.throws(() => parseDockerfile("FROM a\nINSTALL b\n"), /an unknown instruction: INSTALL\./);
        assert.throws(() => parseDockerfile("# nothing\n"), /has no FROM/);
    });

    it("reads words, pairs and variables as docker does", () => {
        assert.deepEqual(wordsOf('["a b", "/c"]'), ["a b", "/c"]);
        assert.deepEqual(wordsOf(`"a b" c\\ d 'e'f`), ["a b", "c d", "ef"]);
        assert.deepEqual(pairsOf('A=1 B="2 3" C=4\\ 5'), [
            ["A", "1"],
            ["B", "2 3"],
            ["C", "4 5"],
        ]);
        assert.deepEqual(pairsOf("A 1 2"), [["A", "1 2"]]);
        const variables = { A: "x", E: "" };
        assert.equal(expand("$A/${A}b/${E:-y}/${N:-$}/${A:+z}/${E:+z}/$N", variables), "x/xb/y/$/z//");
    });
});
