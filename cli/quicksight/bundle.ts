import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { databaseName } from "../../components/insights/names";
import { UsageError } from "../terminal/errors";

/** AWS takes a bundle of 20 MB in a request (`AssetBundleImportBodyBlob` of the service model). */
const longestBundle = 20 * 2 ** 20;

/**
 * A bundle in which one stack's assets have become another's: ids, and the database that queries name, are made of the
 * stack's prefix. Every file of the archive is gone through as text, since AWS does not say what is in which.
 *
 * @param path what the bundle is called, for people
 * @param from what the ids begin with in the bundle
 * @param to what they are to begin with
 * @throws UsageError where it is no bundle, or one of another stack
 */
export function renamed(path: string, bundle: Uint8Array, from: string, to: string): Uint8Array {
    const files = Object.entries(unzipped(path, bundle));
    const [fromDatabase, toDatabase] = [from, to].map((prefix) => databaseName({ prefix })) as [string, string];
    const rename = (text: string) => text.replaceAll(from, to).replaceAll(fromDatabase, toDatabase);
    if (!files.some(([name, content]) => name.includes(from) || strFromU8(content).includes(from))) {
        throw new UsageError(
            `"${path}" has no asset of ${from}: name the stack that it was exported from with --from.`,
        );
    }
    const next = zipSync(
        Object.fromEntries(files.map(([name, content]) => [rename(name), strToU8(rename(strFromU8(content)))])),
    );
    if (next.length <= longestBundle) return next;
    throw new UsageError(`"${path}" is too large: QuickSight imports ${longestBundle / 2 ** 20} MB at most.`);
}

function unzipped(path: string, bundle: Uint8Array): Record<string, Uint8Array> {
    try {
        return unzipSync(bundle);
    } catch {
        throw new UsageError(`"${path}" is no asset bundle: \`npx drivetrain export-dashboard\` writes one.`);
    }
}
