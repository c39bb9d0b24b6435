import type { ModelDefinition } from "../../components/shared/model";
import { usedCars } from "./used-cars";

/** Every model, the first one first: its stacks are called by the stage alone. */
export const models: readonly [ModelDefinition, ...ModelDefinition[]] = [usedCars];
