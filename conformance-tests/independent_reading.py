#!/usr/bin/env python3
"""A second reading of Redshift audit logs, to hold the connector's against.

It shares no code with the connector: only the rules, written once more, as plainly as they go.

    python3 independent_reading.py connectionlog|userlog FILE...

Records go to standard output, one JSON object a line. Standard error names every rejected line as
FILE:LINE, and every file that cannot be decompressed whole as "FILE: reason"; such a file gives no record.
Exit status: 0, or 1 when a file could not be decompressed, or 2 when called wrongly.
"""
import gzip
import json
import re
import sys
import zlib
from collections import Counter

TIME = (r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
        r"[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{3}")
UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


class Layout:
    def __init__(self, columns, older_widths, free_text, anchors, also_text=()):
        self.columns = columns.split()
        self.widths = {*older_widths, len(self.columns)}
        self.free_text = [self.columns.index(name) for name in free_text.split()]
        self.anchors = {self.columns.index(name): re.compile(shape.encode()) for name, shape in anchors.items()}
        # Text is written with one space after the value; what has a shape of its own is seldom text.
        self.text = [i for i, name in enumerate(self.columns) if name not in anchors or name in also_text]

    def knows(self, width):
        return width in self.widths or width > len(self.columns)

    def anchored(self, fields):
        return all(shape.fullmatch(fields[i].rstrip(b" ")) for i, shape in self.anchors.items() if i < len(fields))

    def open_texts(self, fields):
        """Of the texts before the last field, whether each lacks its closing space."""
        return [not fields[i].endswith(b" ") for i in self.text if i < len(fields) - 1]

    def readings(self, fields, width, done=()):
        """Every way to take surplus delimiters as parts of free texts."""
        column, more = len(done), len(fields) - (width - len(done))
        if column == width:
            if not fields and self.anchored(done) and not any(self.open_texts(done)):
                yield list(done)
            return
        for taken in range(more + 1 if column in self.free_text else min(more, 0) + 1):
            joined = (*done, b"|".join(fields[:taken + 1]))
            if self.anchored(joined):
                yield from self.readings(fields[taken + 1:], width, joined)


LAYOUTS = {
    "connectionlog": Layout(
        "event recordtime remotehost remoteport pid dbname username authmethod duration sslversion sslcipher mtu "
        "sslcompression sslexpansion iamauthguid application_name os_version driver_version plugin_name "
        "protocol_version sessionid compression",
        (14, 15, 16, 19, 21),
        "dbname username application_name os_version driver_version plugin_name",
        {"recordtime": TIME, "remoteport": "[0-9]*", "pid": "-?[0-9]+", "duration": "[0-9]+", "mtu": "[0-9]*",
         "protocol_version": "[0-9]*", "sessionid": f"(?:{UUID})?"}),
    "userlog": Layout(
        "userid username oldusername action usecreatedb usesuper usecatupd valuntil pid xid recordtime",
        (), "username oldusername",
        {"userid": "[0-9]+", "action": "[A-Za-z]+", "usecreatedb": "[01]?", "usesuper": "[01]?", "usecatupd": "[01]?",
         "valuntil": "(?:-?[0-9]+)?", "pid": "[0-9]+", "xid": "[0-9]+", "recordtime": TIME},
        also_text=("action",)),
}


def rows(data):
    """The numbered lines that are not empty, as lists of raw fields."""
    for number, line in enumerate(data.split(b"\n"), 1):
        line = line[:-1] if line.endswith(b"\r") else line
        if line:
            yield number, line.split(b"|")


def read(layout, data):
    """Yields (line number, record), the record being None for a rejected line."""
    known = [fields for _, fields in rows(data) if layout.knows(len(fields)) and layout.anchored(fields)]
    if any(not all(layout.open_texts(fields)) for fields in known):
        # Where texts are closed by a space, one that is not was cut at a delimiter inside it.
        known = [fields for fields in known if not any(layout.open_texts(fields))]
    votes = Counter(len(fields) for fields in known)
    width = min(votes, key=lambda w: (-votes[w], w), default=None)
    for number, fields in rows(data):
        if len(fields) != width or not layout.anchored(fields):
            found = list(layout.readings(fields, width)) if width and len(fields) > width else []
            if len(found) != 1:
                yield number, None
                continue
            fields = found[0]
        values = [field.rstrip(b" ").decode("utf-8", errors="replace") for field in fields]
        declared = len(layout.columns)
        record = dict(zip(layout.columns, values + [None] * (declared - len(values))))
        if len(values) > declared:
            record["_extra"] = values[declared:]
        yield number, record


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in LAYOUTS:
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for name in arguments[1:]:
        with open(name, "rb") as file:
            data = file.read()
        try:
            data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        except (EOFError, OSError, zlib.error) as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            status = 1
            continue
        for number, record in read(LAYOUTS[arguments[0]], data):
            if record is None:
                print(f"{name}:{number}", file=sys.stderr)
            else:
                line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
                sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
