import * as pulumi from "@pulumi/pulumi";
import { deployStack } from "./program";

export = deployStack(pulumi.getStack(), pulumi.runtime.allConfig());
