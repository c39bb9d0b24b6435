import type { ModelDefinition } from "../../components/model/model";
import type { Settings } from "../../infra/config/settings";
import type { StackReference } from "../stacks/stack";

/** How something stands: `unknown` where nobody could tell, which is no reason not to go on. */
export type Standing = "ok" | "warning" | "problem" | "unknown";

/** What one look at an account found. */
export interface Finding {
    /** What was looked at: `quota: ml.m5.large for endpoint usage`. */
    readonly check: string;
    readonly standing: Standing;
    /** What there is, and what is wanted of it. */
    readonly found: string;
    /** What to do about it; absent where all is well. */
    readonly remedy?: string;
}

/** One of the things that are looked at before a first deployment. */
export type Look = (patient: Patient) => Promise<readonly Finding[]>;

/** What is to be deployed, and where. */
export interface Patient {
    readonly stack: StackReference;
    readonly settings: Settings;
    /** Of the stack, and of the others of its stage that are to be deployed beside it. */
    readonly models: readonly ModelDefinition[];
    /** What the stage's platform is configured to be; undefined where it has no file. */
    readonly platform: Settings | undefined;
}
