import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { Archive, Asset, isArchive, isAsset } from "./values";

/** A file of an archive. */
interface Entry {
    readonly name: string;
    readonly content: Buffer;
}

/** The content of an asset. @throws for a remote one, and for a file that does not exist. */
export function assetContent(asset: Asset): Buffer {
    if (asset.text !== undefined) return Buffer.from(asset.text);
    if (asset.path !== undefined) return readFileSync(existing(asset.path));
    throw new Error(`The local provider does not fetch remote assets (${asset.uri ?? "one without content"}).`);
}

/** The archive as ZIP bytes; equal content gives equal bytes. */
export function zipArchive(archive: Archive): Buffer {
    if (archive.path?.endsWith(".zip")) return readFileSync(existing(archive.path));
    const entries = archiveEntries(archive, "");
    return zip(entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

function archiveEntries(archive: Archive, folder: string): Entry[] {
    if (archive.path !== undefined) return folderEntries(existing(archive.path), folder);
    if (!archive.assets) {
        throw new Error(`The local provider does not fetch remote archives (${archive.uri ?? "one without content"}).`);
    }
    return Object.entries(archive.assets).flatMap(([name, item]) => {
        const path = posix.join(folder, name);
        if (isArchive(item)) return archiveEntries(item, path);
        if (isAsset(item)) return [{ name: path, content: assetContent(item) }];
        throw new Error(`"${path}" is neither an asset nor an archive.`);
    });
}

function folderEntries(path: string, folder: string): Entry[] {
    if (!statSync(path).isDirectory()) throw new Error(`"${path}" is neither a folder nor a ZIP file.`);
    return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
            const file = join(entry.parentPath, entry.name);
            const name = posix.join(folder, file.slice(path.length).replaceAll("\\", "/")).replace(/^\//, "");
            return { name, content: readFileSync(file) };
        });
}

function existing(path: string): string {
    if (existsSync(path)) return path;
    throw new Error(`The file "${path}" does not exist (relative paths count from where the local provider runs).`);
}

/** 1 January 1980, the oldest date that the format can tell: content alone decides about the bytes. */
const DATE = 0x0021;
const VERSION = 20;
const DEFLATE = 8;
const UTF8_NAMES = 0x0800;
/** Made on Unix, a regular file that everyone may read and execute. */
const UNIX_FILE = (0o100755 << 16) >>> 0;

/** Writes the format of PKWARE's APPNOTE.TXT 6.3: local headers with data, then the central directory. */
function zip(entries: readonly Entry[]): Buffer {
    const files: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const { name, content } of entries) {
        const fileName = Buffer.from(name);
        const data = deflateRawSync(content);
        const common = header(content, data, fileName);
        const local = Buffer.concat([uint32(0x04034b50), common, fileName, data]);
        directory.push(
            Buffer.concat([
                uint32(0x02014b50),
                uint16((3 << 8) | VERSION),
                common,
                uint16(0, 0, 0),
                uint32(UNIX_FILE, offset),
                fileName,
            ]),
        );
        files.push(local);
        offset += local.length;
    }
    const size = directory.reduce((sum, entry) => sum + entry.length, 0);
    const end = Buffer.concat([
        uint32(0x06054b50),
        uint16(0, 0, entries.length, entries.length),
        uint32(size, offset),
        uint16(0),
    ]);
    return Buffer.concat([...files, ...directory, end]);
}

/** The fields that a file's two headers share. */
function header(content: Buffer, data: Buffer, name: Buffer): Buffer {
    return Buffer.concat([
        uint16(VERSION, UTF8_NAMES, DEFLATE, 0, DATE),
        uint32(crc32(content), data.length, content.length),
        uint16(name.length, 0),
    ]);
}

function uint16(...numbers: number[]): Buffer {
    const bytes = Buffer.alloc(2 * numbers.length);
    numbers.forEach((number, index) => bytes.writeUInt16LE(number, 2 * index));
    return bytes;
}

function uint32(...numbers: number[]): Buffer {
    const bytes = Buffer.alloc(4 * numbers.length);
    numbers.forEach((number, index) => bytes.writeUInt32LE(number, 4 * index));
    return bytes;
}
