import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { strToU8, type Zippable, zipSync } from "fflate";
import { Component } from "../blocks/Component";
import { hashOf } from "../foundation/PreprocessingCode";
import type { MonitoringSettings } from "../model/monitoring";
import { packageFolder } from "../package/packages";

export interface MonitorCodeArgs {
    readonly artifactBucket: pulumi.Input<string>;
    /** What the analyzer is asked, beside its defaults. */
    readonly settings: MonitoringSettings;
    /** The tables of insights that the consolidation writes, as jobs/consolidate/tables.py reads them. */
    readonly tables: object;
    /** Folder of the jobs' Python packages. @default this package's own, jobs */
    readonly folder?: string;
}

/** What the consolidation is made of: its own package, and those by which pre-processing reads tables. */
const packages = ["consolidate", "data", "preprocess"];

/** The earliest day that an archive knows: equal content makes equal archives. */
const noTime = new Date("1980-01-01T00:00:00");

/**
 * The consolidation's script, the archive of what it imports, its tables, and the analyzer's settings in the artifact bucket, under a
 * hash of their content: a run that is under way keeps what it started with.
 */
export class MonitorCode extends Component {
    /** Prefix in the artifact bucket, with a slash at its end. */
    readonly prefix: string;

    constructor(name: string, args: MonitorCodeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:MonitorCode", name, opts);
        const files = sourcesIn(args.folder ?? join(packageFolder(), "jobs"));
        const settings = `${JSON.stringify(args.settings, undefined, 2)}\n`;
        const tables = JSON.stringify(args.tables);
        this.prefix = `code/monitor/${hashOf({ ...files, settings, tables })}/`;
        const put = (file: keyof typeof codeFiles, content: Partial<aws.s3.BucketObjectv2Args>) =>
            new aws.s3.BucketObjectv2(
                `${name}-${file}`,
                { bucket: args.artifactBucket, key: `${this.prefix}${codeFiles[file]}`, ...content },
                { parent: this },
            );
        put("script", { content: files["consolidate/consolidate.py"], contentType: "text/x-python" });
        put("packages", { contentBase64: zipped(files), contentType: "application/zip" });
        put("tables", { content: tables, contentType: "application/json" });
        put("settings", { content: settings, contentType: "application/json" });
        this.registerOutputs({ prefix: this.prefix });
    }
}

/** Where each is below the prefix. */
export const codeFiles = {
    script: "consolidate.py",
    packages: "packages.zip",
    tables: "tables.json",
    settings: "settings/settings.json",
} as const;

/** Python files by their path, which begins with the package. */
function sourcesIn(folder: string): Record<string, string> {
    const files = packages.flatMap((name) =>
        readdirSync(join(folder, name))
            .filter((file) => file.endsWith(".py"))
            .sort()
            .map((file) => `${name}/${file}`),
    );
    return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function zipped(files: Readonly<Record<string, string>>): string {
    const entries: Zippable = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, [strToU8(text), { mtime: noTime }]]),
    );
    return Buffer.from(zipSync(entries)).toString("base64");
}
