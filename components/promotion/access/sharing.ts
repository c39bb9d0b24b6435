import { arnOf, bucketArnOf, type Scope } from "../../access/scope";
import { foundationNames } from "../../foundation/names";
import { type ModelDefinition } from "../../model/model";
import { trainingLocations } from "../../training/locations";
import { promotionNames, readerArns } from "../names";
import { partnerScope, type StagePartner } from "../partners";
import { copiedFolders } from "./stateMachine";

/** A statement of a resource's own policy. */
type ResourceStatement = Readonly<Record<string, unknown>>;

/** What another stage may do with this stage's key and artifacts, as their own policies say it. */
export interface Sharing {
    readonly key: readonly ResourceStatement[];
    readonly artifacts: readonly ResourceStatement[];
}

/**
 * What stages need of this one to which its versions go. A policy that names a role is refused as long as the role does
 * not exist, so each names the account, and the condition its roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function sharingStatements(scope: Scope, model: ModelDefinition, to: readonly StagePartner[]): Sharing {
    const algorithms = Object.keys(model.algorithms);
    const bucket = foundationNames(scope).artifactBucket;
    const shared = to.map((partner) => {
        const there = partnerScope(scope, model.name, partner);
        const readers = algorithms.flatMap(
            (algorithm) => readerArns(there, promotionNames(there, model.name, algorithm)).files,
        );
        return { partner, readers };
    });
    return {
        key: shared.map(({ partner, readers }) => ({
            ...forRoles(`Decrypts${sid(partner.stage)}`, partner, readers),
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: {
                ...rolesCondition(readers),
                StringEquals: { "kms:ViaService": `s3.${scope.region}.amazonaws.com` },
            },
        })),
        artifacts: shared.map(({ partner, readers }) => ({
            ...forRoles(`Reads${sid(partner.stage)}`, partner, readers),
            Action: "s3:GetObject",
            Resource: algorithms.flatMap((algorithm) =>
                copiedFolders.map((folder) =>
                    bucketArnOf(scope, bucket, `${trainingLocations(model, algorithm).runsPrefix}*/${folder}/*`),
                ),
            ),
        })),
    };
}

/** The policy of a group whose versions go to other stages. */
export function groupPolicy(scope: Scope, model: string, algorithm: string, to: readonly StagePartner[]): object {
    const { modelPackageGroup } = promotionNames(scope, model, algorithm);
    return {
        Version: "2012-10-17",
        Statement: to.map((partner) => {
            const there = partnerScope(scope, model, partner);
            const { registry } = readerArns(there, promotionNames(there, model, algorithm));
            return {
                ...forRoles(`Describes${sid(partner.stage)}`, partner, registry),
                Action: "sagemaker:DescribeModelPackage",
                Resource: arnOf(scope, "sagemaker", `model-package/${modelPackageGroup}/*`),
            };
        }),
    };
}

function forRoles(Sid: string, { accountId }: StagePartner, roles: readonly string[]) {
    return {
        Sid,
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Condition: rolesCondition(roles),
    };
}

function rolesCondition(roles: readonly string[]) {
    return { ArnEquals: { "aws:PrincipalArn": [...roles] } };
}

/** A stage's name as a statement's id may be: letters and digits. */
function sid(stage: string): string {
    return stage.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
