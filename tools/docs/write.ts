import { readFileSync, writeFileSync } from "node:fs";
import { writePictures } from "./pictures/picture";
import { filled, readmes } from "./readmes";
import { rulesFile, rulesText } from "./rules";

/** Writes everything that is generated: `npm run docs`. */
async function write(): Promise<void> {
    for (const readme of readmes()) writeFileSync(readme, await filled(readme, readFileSync(readme, "utf8")));
    writeFileSync(rulesFile, await rulesText());
    writePictures();
}

void write();
