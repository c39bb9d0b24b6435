/** The property of a version that has the SHA-256 of its artifact, in hexadecimal. */
export const artifactHashProperty = "artifact-sha256";
