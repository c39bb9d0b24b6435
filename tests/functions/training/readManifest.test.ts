import assert from "node:assert/strict";
import fc from "fast-check";
import { readManifest } from "../../../functions/shared/manifest";
import { findObjects, type ManifestReader, type ObjectFacts } from "../../../functions/training/readManifest";

const place = { bucket: "landing", prefix: "data/" };
const written = new Date("2026-01-02T03:04:05Z");
const request = {
    manifest: "s3://landing/training/spring.manifest.json",
    version: "v1",
    location: "s3://artifacts/runs/xgboost/1",
};

/** A bucket with a manifest and objects. */
function bucket(text: string, objects: Readonly<Record<string, Partial<ObjectFacts>>>): ManifestReader {
    return {
        text: () => Promise.resolve({ text, written }),
        facts: (_, key) =>
            Promise.resolve(key in objects ? { bytes: 10, written, version: "1", ...objects[key] } : undefined),
    };
}

const listed = (...rest: unknown[]) => JSON.stringify([{ prefix: "s3://landing/data/" }, ...rest], null, 1);
const found = (text: string, objects: Readonly<Record<string, Partial<ObjectFacts>>> = {}) =>
    findObjects(bucket(text, objects), place, request);

async function refused(text: string, objects: Readonly<Record<string, Partial<ObjectFacts>>> = {}): Promise<string> {
    const error = await found(text, objects).then(
        () => assert.fail("it is taken"),
        (error: Error) => error,
    );
    assert.equal(error.name, "ManifestRefused", error.message);
    const start = "The manifest training/spring.manifest.json cannot be used: ";
    assert.ok(error.message.startsWith(start), error.message);
    return error.message.slice(start.length);
}

describe("a manifest of training data", () => {
    it("names versions, and where the run has its copies, in its own order", async () => {
        assert.deepEqual(
            await found(listed("b.csv", "2024/ä b+c.parquet"), {
                "data/b.csv": { version: "3sL+k" },
                "data/2024/ä b+c.parquet": { version: undefined },
            }),
            {
                copies: [
                    { source: "landing/data/b.csv?versionId=3sL%2Bk", key: "runs/xgboost/1/input/00001/b.csv" },
                    {
                        source: "landing/data/2024/%C3%A4%20b%2Bc.parquet",
                        key: "runs/xgboost/1/input/00002/2024/ä b+c.parquet",
                    },
                ],
            },
        );
    });

    it("begins with a URI to which paths are appended as they are, within a folder's name too", async () => {
        const text = JSON.stringify([{ prefix: "s3://landing/data/2024/part-" }, "1.csv"]);
        const { copies } = await found(text, { "data/2024/part-1.csv": {} });
        assert.equal(copies[0]?.key, "runs/xgboost/1/input/00001/2024/part-1.csv");
        assert.equal((await found(`\uFEFF${listed("b.csv")}`, { "data/b.csv": {} })).copies.length, 1);
    });

    const cases: readonly (readonly [what: string, text: string, told: string | RegExp])[] = [
        ["is empty", "", "it is not JSON: line 1: it ends where a value was expected."],
        ["is not JSON", '[\n{"prefix": "s3://landing/data/"},\n"a.csv"\n"b.csv"]', /^it is not JSON: line 4: expected/],
        ["is cut", '[{"prefix": "s3://landing/data/"},\n"a.c', /^it is not JSON: line 2: /],
        ["is of two values", "[] []", /^it is not JSON: line 1: expected nothing more/],
        ["is no list", '{"prefix": "s3://landing/data/"}', "it is no list: begin it with [ and end it with ]."],
        ["is an empty list", "[]", 'line 1 must begin the list with {"prefix": "s3://landing/data/"}.'],
        ["has no prefix", '[\n"a.csv"]', 'line 2 must begin the list with {"prefix": "s3://landing/data/"}.'],
        ["has no URI for a prefix", '[{"prefix": "data/"}, "a"]', /^line 1 must begin the list with/],
        ["names nothing", listed(), "it names no object: let paths follow the prefix."],
        ["names no path", listed("a.csv", 7, null), /^line 6 is no path in double quotes; line 7 is no path/],
        [
            "names an object of another bucket",
            '[{"prefix": "s3://other/data/"},\n\n"a.csv"]',
            "line 3 names s3://other/data/a.csv, which is in another bucket: a run may read objects under " +
                "s3://landing/data/ alone.",
        ],
        [
            "names an object of a bucket that begins alike",
            '[{"prefix": "s3://landing-zone/data/"}, "a.csv"]',
            /^line 1 names s3:\/\/landing-zone\/data\/a.csv, which is in another bucket/,
        ],
        [
            "names an object elsewhere",
            '[{"prefix": "s3://landing/"},\n"training/a.csv"]',
            /^line 2 names s3:\/\/landing\/training\/a.csv, which is elsewhere in the bucket: .* s3:\/\/landing\/data\/ alone/,
        ],
        [
            "names a file of another kind",
            listed("a.csv.gz"),
            /^line 5 names .*, which ends in neither of .csv and .parquet/,
        ],
        ["names a folder", listed("a/"), /ends in neither/],
        ["leads out of the folder", listed("../a.csv"), /whose path is none of a file/],
        [
            "names an object twice",
            listed("a.csv", "b.csv", "a.csv"),
            "line 7 names data/a.csv again, which line 5 has.",
        ],
        ["names a long path", listed(`${"a".repeat(300)}.csv`), /of a path that is too long/],
        [
            "names too many",
            listed(...Array.from({ length: 1001 }, (_, n) => `${n}.csv`)),
            /names 1001 objects, and a run/,
        ],
    ];
    for (const [what, text, told] of cases) {
        it(`is refused in a sentence where it ${what}`, async () => {
            const message = await refused(text);
            if (typeof told === "string") assert.equal(message, told);
            else assert.match(message, told);
        });
    }

    it("is refused where objects are not there, too large, or newer than itself, each by its line", async () => {
        const message = await refused(listed("a.csv", "b.csv", "c.csv", "d.csv", "e.csv", "f.csv"), {
            "data/a.csv": {},
            "data/b.csv": { bytes: 6 * 1024 ** 3 },
            "data/c.csv": { written: new Date(written.getTime() + 1000) },
        });
        assert.equal(
            message,
            "line 6 names s3://landing/data/b.csv, which has more than 5 GB: cut it into several; " +
                "line 7 names s3://landing/data/c.csv, which was written after the manifest: push that once more, as the " +
                "last one; line 8 names s3://landing/data/d.csv, which is not there, or must not be read; and 2 more.",
        );
    });

    it("is refused where its answer were more than Step Functions passes on", async () => {
        const names = Array.from({ length: 900 }, (_, n) => `${"a".repeat(150)}${n}.csv`);
        const objects = Object.fromEntries(names.map((name) => [`data/${name}`, {}]));
        assert.match(await refused(listed(...names), objects), /^it names 900 objects of long paths/);
    });

    it("has the line of each element, however it is laid out", () => {
        const space = fc.stringMatching(/^[ \t\n]{0,3}$/);
        const name = fc.string().map((text) => `${text.replaceAll(/[/]/g, "")}x.csv`);
        fc.assert(
            fc.property(
                fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
                fc.infiniteStream(space),
                (names, spaces) => {
                    const gap = () => String(spaces.next().value);
                    const head = '{"prefix" :\n"s3://landing/data/", "x": [1, {"y": "]\\"}"}]}';
                    let text = `${gap()}[${gap()}${head}${gap()}`;
                    const lines: number[] = [];
                    for (const one of names) {
                        text += `,${gap()}`;
                        lines.push(text.split("\n").length);
                        text += `${JSON.stringify(one)}${gap()}`;
                    }
                    const objects = readManifest("m", `${text}]${gap()}`, place);
                    assert.deepEqual(
                        objects.map(({ key, line }) => [key, line]),
                        names.map((one, index) => [`data/${one}`, lines[index]]),
                    );
                },
            ),
        );
    });
});
