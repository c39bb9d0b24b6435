import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

/** A shape of an AWS service model, as botocore publishes it (`service-2.json`). */
export interface Shape {
    readonly type: string;
    readonly required?: readonly string[];
    readonly members?: Readonly<Record<string, { readonly shape: string }>>;
    readonly member?: { readonly shape: string };
    readonly key?: { readonly shape: string };
    readonly value?: { readonly shape: string };
    readonly enum?: readonly string[];
    readonly pattern?: string;
    readonly min?: number;
    readonly max?: number;
    readonly union?: boolean;
}

/** The parts of a service model that requests are checked against. */
export interface ServiceModel {
    readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
    readonly shapes: Readonly<Record<string, Shape>>;
}

/** The versions of the service models, which botocore keeps by service. */
const versions = {
    sagemaker: "2017-07-24",
    "application-autoscaling": "2016-02-06",
    quicksight: "2018-04-01",
    cloudcontrol: "2021-09-30",
};

export type ServiceName = keyof typeof versions;

/**
 * Reads a service model from the Python environment's botocore, which is what Step Functions' and
 * boto3's callers are checked against too.
 *
 * @param python the interpreter whose environment holds botocore
 */
export function readServiceModel(python: string, service: ServiceName = "sagemaker"): ServiceModel {
    const modelFile = path.join("botocore", "data", service, versions[service], "service-2.json");
    for (const folder of sitePackages(python)) {
        const file = path.join(folder, modelFile);
        if (fs.existsSync(`${file}.gz`)) {
            return JSON.parse(zlib.gunzipSync(fs.readFileSync(`${file}.gz`)).toString("utf8")) as ServiceModel;
        }
        if (fs.existsSync(file)) {
            return JSON.parse(fs.readFileSync(file, "utf8")) as ServiceModel;
        }
    }
    throw new Error(
        `No botocore with the service model of ${service} in the environment of ${python}; install botocore there.`,
    );
}

/** The package folders of an interpreter: beside a virtual environment's `bin`, else asked of the interpreter. */
function* sitePackages(python: string): Generator<string> {
    const lib = path.join(path.dirname(path.dirname(python)), "lib");
    if (fs.existsSync(lib)) {
        for (const name of fs.readdirSync(lib).filter((entry) => entry.startsWith("python3"))) {
            yield path.join(lib, name, "site-packages");
        }
    }
    const found = childProcess.spawnSync(python, ["-c", "import botocore; print(botocore.__path__[0])"], {
        encoding: "utf8",
    });
    if (found.status === 0) {
        yield path.dirname(found.stdout.trim());
    }
}
