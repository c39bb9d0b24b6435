import { PolicyPack } from "@pulumi/policy";
import { policiesFor } from "../../../policies/engine/pack";
import { tellGraph, tellInputs } from "./rules";
import { probeStanding } from "./standing";

new PolicyPack("probe", {
    policies: [...policiesFor([tellInputs, tellGraph], () => probeStanding)],
    enforcementLevel: "advisory",
});
