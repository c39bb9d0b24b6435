import { PolicyPack } from "@pulumi/policy";
import { toPolicy } from "./engine/rule";
import { rules } from "./rules";

new PolicyPack("drivetrain", { policies: rules.map(toPolicy), enforcementLevel: "mandatory" });
