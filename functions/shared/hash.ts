/**
 * A whole number of 32 bits that is the same for one text everywhere: FNV-1a of its UTF-8, which both languages have in
 * a line. http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashOf(text: string): number {
    let code = 0x811c9dc5;
    for (const byte of Buffer.from(text, "utf8")) {
        code = Math.imul(code ^ byte, 0x01000193);
    }
    return code >>> 0;
}
