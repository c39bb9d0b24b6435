import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../blocks/Component";
import { datasetOf, type ModelDefinition } from "../model/model";
import { baselineSettingsOf } from "../model/monitoring";
import { packageFolder } from "../package/packages";

export interface PreprocessingCodeArgs {
    readonly model: ModelDefinition;
    readonly artifactBucket: pulumi.Input<string>;
    /** Folder of the jobs' Python packages. @default this package's own, jobs */
    readonly folder?: string;
}

/**
 * The scripts of processing jobs and the model's description in the artifact bucket, under a hash of their content: a run
 * that is under way keeps the code that it started with, and a later look at a model finds the code that made it.
 */
export class PreprocessingCode extends Component {
    /** Prefix in the artifact bucket, with `code/` and `model/` below it and a slash at its end. */
    readonly prefix: string;

    constructor(name: string, args: PreprocessingCodeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:PreprocessingCode", name, opts);
        const files = preprocessingFiles(args.model, args.folder ?? join(packageFolder(), "jobs"));
        this.prefix = `code/preprocess/${hashOf(files)}/`;
        for (const [path, content] of Object.entries(files)) {
            new aws.s3.BucketObjectv2(
                `${name}-${path.replaceAll("/", "-")}`,
                {
                    bucket: args.artifactBucket,
                    key: `${this.prefix}${path}`,
                    content,
                    contentType: path.endsWith(".json") ? "application/json" : "text/x-python",
                },
                // Models outlive the code that made them.
                { parent: this, retainOnDelete: true },
            );
        }
        this.registerOutputs({ prefix: this.prefix });
    }
}

/** Pre-processing, the monitor, which reads columns as pre-processing does, the engine of both, and what explains. */
const packages = ["data", "explain", "monitor", "preprocess"];

/**
 * File contents by path: the packages under `code/`, the model's description as `model/model.json`, and what its
 * baselines are made by as `model/baseline.json` where it is watched.
 */
export function preprocessingFiles(model: ModelDefinition, folder: string): Record<string, string> {
    const scripts = packages.flatMap((name) =>
        readdirSync(join(folder, name))
            .filter((file) => file.endsWith(".py"))
            .sort()
            .map((file) => `${name}/${file}`),
    );
    return {
        ...Object.fromEntries(scripts.map((path) => [`code/${path}`, readFileSync(join(folder, path), "utf8")])),
        "model/model.json": json(datasetOf(model)),
        ...(model.monitoring !== false && { "model/baseline.json": json(baselineSettingsOf(model)) }),
    };
}

function json(value: object): string {
    return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Twelve digits that change with any path or content. */
export function hashOf(files: Readonly<Record<string, string>>): string {
    return createHash("sha256")
        .update(JSON.stringify(Object.entries(files).sort()))
        .digest("hex")
        .slice(0, 12);
}
