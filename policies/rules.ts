import type { Rule } from "./engine/rule";
import { forbidWildcardActions } from "./iam/forbidWildcardActions";
import { encryptBuckets } from "./s3/encryptBuckets";
import { enableDataCapture } from "./sagemaker/enableDataCapture";

/** Every rule of the pack. Reading this list starts nothing; policies/index.ts serves it to the engine. */
export const rules: readonly Rule[] = [forbidWildcardActions, encryptBuckets, enableDataCapture];
