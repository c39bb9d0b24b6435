import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { toPolicy } from "./engine/rule";

new PolicyPack("drivetrain", { policies: rules.map(toPolicy), enforcementLevel: "mandatory" });
