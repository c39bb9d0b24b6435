import { PolicyPack } from "@pulumi/policy";
import { policiesFor } from "./engine/pack";
import { rules } from "./rules";
import { readStanding } from "./standing";

new PolicyPack("drivetrain", { policies: [...policiesFor(rules, readStanding())], enforcementLevel: "mandatory" });
