"""Packs a folder as a ``.tar.gz``, or unpacks one.

Usage: ``python archive.py pack FOLDER FILE`` or ``python archive.py unpack FILE FOLDER``

The same files always give the same bytes: entries are sorted, and carry neither owner nor time.
"""

import gzip
import sys
import tarfile
from pathlib import Path


def pack(folder, file):
    def plain(entry):
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return entry

    with open(file, "wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed:
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for path in sorted(Path(folder).rglob("*")):
                archive.add(path, str(path.relative_to(folder)), recursive=False, filter=plain)


def unpack(file, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "r:*") as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)


if __name__ == "__main__":
    action, source, target = sys.argv[1:]
    try:
        {"pack": pack, "unpack": unpack}[action](source, target)
    except (OSError, EOFError, tarfile.TarError) as problem:
        sys.exit(f"{problem}")
