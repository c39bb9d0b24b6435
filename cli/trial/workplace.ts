import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { preprocessingFiles } from "../../components/foundation/PreprocessingCode";
import type { ModelDefinition } from "../../components/model/model";
import { parseS3Uri, s3Uri } from "../../contracts/places";
import type { Objects } from "../../functions/shared/objects";
import { inRoot } from "../checkout";

/** Where the files of one trial are, as containers see them: the same places as in SageMaker. */
export class Workplace {
    private constructor(readonly folder: string) {}

    /** Makes a place for some work, and removes it afterwards whatever came of it. */
    static async with<T>(model: string, work: (place: Workplace) => Promise<T>): Promise<T> {
        const all = inRoot(".drivetrain", "try");
        mkdirSync(all, { recursive: true });
        const folder = mkdtempSync(join(all, `${model}-`));
        try {
            return await work(new Workplace(folder));
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    }

    /** The root of the processing container. */
    get preprocessing(): string {
        return join(this.folder, "preprocessing");
    }

    /** What pre-processing has written. */
    output(...path: string[]): string {
        return join(this.preprocessing, "opt", "ml", "processing", "output", ...path);
    }

    /** Puts the inputs of pre-processing where its container looks for them. */
    layInput(model: ModelDefinition, file: string): void {
        const inputs = join(this.preprocessing, "opt", "ml", "processing", "input");
        for (const [path, content] of Object.entries(preprocessingFiles(model, inRoot("jobs")))) {
            put(join(inputs, path), content);
        }
        mkdirSync(join(inputs, "data"));
        symlinkSync(resolve(file), join(inputs, "data", basename(file)));
    }

    /** The root of an algorithm's containers, which is also the folder of its run. */
    run(algorithm: string): string {
        return join(this.folder, "runs", algorithm, "run");
    }

    /** Where all runs are, as functions name it. */
    readonly runs = s3Uri("try", "runs/");

    /** The folder of an algorithm's run as functions name it. */
    location(algorithm: string): string {
        return `${this.runs}${algorithm}/run`;
    }

    /** Lets an algorithm find what pre-processing wrote for it. */
    layChannels(algorithm: string, channels: readonly string[]): void {
        const data = join(this.run(algorithm), "opt", "ml", "input", "data");
        mkdirSync(data, { recursive: true });
        for (const channel of channels) symlinkSync(this.output(channel), join(data, channel));
        symlinkSync(this.output("test"), join(this.run(algorithm), "test"));
    }

    /** The files as functions read and write objects. */
    get objects(): Objects {
        const pathOf = (uri: string) => join(this.folder, parseS3Uri(uri).key);
        return {
            read: async (uri) => {
                const file = await open(pathOf(uri));
                return file.createReadStream();
            },
            write: async (uri, texts) => {
                let all = "";
                for await (const text of texts) all += text;
                put(pathOf(uri), all);
            },
        };
    }
}

function put(path: string, content: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
}
