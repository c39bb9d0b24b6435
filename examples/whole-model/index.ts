import { Model } from "drivetrain/components";
import { rents } from "./rents";
export = new Model("rents", { model: rents }).outputs;
