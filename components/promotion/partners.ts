import { stackPrefix } from "../../contracts/names";
import type { Scope } from "../access/scope";

/** The same model's stack at another stage, in this account or in another one, in the same region. */
export interface StagePartner {
    /** `dev`, `prod`, ... */
    readonly stage: string;
    /** The twelve digits of its account. */
    readonly accountId: string;
}

/** How a model's versions go from stage to stage. */
export interface PromotionSettings {
    /** The stage whose approved versions come here. @default none do */
    readonly from?: StagePartner;
    /** The stages that approved versions of this one go to. @default [] */
    readonly to?: readonly StagePartner[];
    /** Whether a copy that came here serves at once or waits for a person's approval. @default "manual" */
    readonly approval?: "automatic" | "manual";
}

/** How the partner's resources are called: as ours, but for its stage and its account. */
export function partnerScope(scope: Scope, model: string, { stage, accountId }: StagePartner): Scope {
    return { ...scope, stage, accountId, prefix: stackPrefix(stage, model) };
}
