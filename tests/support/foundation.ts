import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../components/access/scope";
import type { PipelineFoundation } from "../../components/foundation/Foundation";
import { foundationNames } from "../../components/foundation/names";

/** A foundation that is there already, by names that are easy to tell apart. */
export function foundationOf(scope: Scope, keyAlias = `alias/${scope.prefix}`): PipelineFoundation {
    return {
        scope,
        key: { arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b", alias: keyAlias },
        names: {
            ...foundationNames(scope),
            keyAlias,
            landingBucket: "landing",
            artifactBucket: "artifacts",
            captureBucket: "captures",
            ledgerTable: "ledger",
        },
        artifactBucket: pulumi.output("artifacts"),
        tags: {},
        ready: [],
        preprocessingCode: () => ({ prefix: "code/preprocess/0123/" }),
    };
}
