import * as grpc from "@grpc/grpc-js";
import { commonService } from "../protocol";
export function awsxService(version: string): grpc.UntypedServiceImplementation {
    return commonService(version);
}
