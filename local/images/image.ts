/** A program of an image, ready to start on this machine. */
export interface ImageProgram {
    /** The interpreter, where it has one, and the file with its absolute path. */
    readonly command: readonly string[];
}

/** An image that was built from a folder, as the local stage keeps it beside its files. */
export interface BuiltImage {
    /** What `docker run IMAGE train` starts. */
    readonly train: ImageProgram;
    /** What `docker run IMAGE serve` starts. */
    readonly serve: ImageProgram;
    /** The Dockerfile's ENV; paths that the image holds are paths of this machine. */
    readonly environment: Readonly<Record<string, string>>;
    /** The Dockerfile's WORKDIR, as a folder of this machine. */
    readonly directory: string;
}
