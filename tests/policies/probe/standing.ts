import type { Standing } from "../../../policies/engine/findings";
import { strictest } from "../../../policies/engine/stages";

/** Nothing is exempt, and every finding is told. */
export const probeStanding: Standing = { stage: strictest, exemptions: [], today: "2027-01-01" };
