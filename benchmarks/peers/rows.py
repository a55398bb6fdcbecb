"""python3 rows.py FILES OUT COLUMNS: the rows of FILES (a glob) as NDJSON in the folder OUT, a file for each process.

Tried and not faster: whole files at once, spaces trimmed by replace() or a regular expression, and the JSON put
together by a template where nothing is to be escaped.
"""

import glob
import gzip
import multiprocessing
import os
import platform
import sys

try:
    import orjson

    encoder = f"orjson {orjson.__version__}"

    def line_of(row):
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)

except ImportError:
    import json

    encoder = "json"

    def line_of(row):
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


BYTES_AT_ONCE = 1 << 20

files, out, columns = sys.argv[1:]
names = columns.split(",")
missing = [[None] * count for count in range(len(names) + 1)]


def read(path):
    with gzip.open(path, "rb") as log, open(f"{out}/{os.getpid()}.ndjson", "ab") as rows:
        while lines := log.readlines(BYTES_AT_ONCE):
            written = []
            for line in b"".join(lines).decode("utf-8", "replace").rstrip("\n").split("\n"):
                values = [value.rstrip(" ") for value in line.split("|")]
                values += missing[len(names) - len(values)]
                written.append(line_of(dict(zip(names, values))))
            rows.write(b"".join(written))


if __name__ == "__main__":
    paths = glob.glob(files)
    with multiprocessing.Pool() as pool:
        for _ in pool.imap_unordered(read, paths, chunksize=max(1, len(paths) // 200)):
            pass
    print(f"Python {platform.python_version()}, {encoder}", file=sys.stderr)
