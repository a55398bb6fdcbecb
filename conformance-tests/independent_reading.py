#!/usr/bin/env python3
"""An independent reader of Redshift audit logs, to verify the connector.

It shares no code with the connector. It implements the same rules again, as simply as possible.

    python3 independent_reading.py connectionlog|userlog FILE...

Records are written to standard output, one JSON object per line. Standard error lists every rejected line as
FILE:LINE, and every file that cannot be decompressed completely as "FILE: reason"; such a file has no records.
Exit status: 0; 1 if a file cannot be decompressed; 2 if the arguments are invalid.
"""
import gzip
import json
import re
import sys
import zlib
from collections import Counter
from functools import cache

TIME = (r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
        r"[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{3}")
UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

LINES, BYTES = 64, 65536  # The size of the window before and after a line.
FIELDS, SURPLUS = 256, 64  # The maximum number of fields of a line, and of delimiters within texts.
OFTEN = 16  # A width is frequent if at least one in this many rows has it.


class Layout:
    def __init__(self, columns, older_widths, free_text, anchors):
        self.columns = columns.split()
        self.newest = len(self.columns)
        self.widths = sorted({*older_widths, self.newest})
        self.narrowest = self.widths[0]
        self.free_text = [self.columns.index(name) for name in free_text.split()]
        self.anchors = {self.columns.index(name): re.compile(shape.encode()) for name, shape in anchors.items()}
        # The column that identifies a row: the second column, after the first one, that cannot be empty.
        self.certain = sorted(i for i, shape in self.anchors.items() if i and not shape.fullmatch(b""))[1]

    def narrower(self, width):
        return [w for w in self.widths if w < width]

    def holds(self, column, field):
        return column not in self.anchors or bool(self.anchors[column].fullmatch(field.rstrip(b" ")))

    def closes(self, column, field):
        """Columns without a format are text, written with one space after the value."""
        return column in self.anchors or field.endswith(b" ")


class Line:
    def __init__(self, layout, number, start, raw):
        self.layout, self.number, self.start, self.end = layout, number, start, start + len(raw)
        text = raw.removesuffix(b"\n").removesuffix(b"\r")
        self.fields = text.split(b"|") if text else []
        self.width = len(self.fields)
        declared = list(enumerate(self.fields[:layout.newest]))
        self.anchored = all(layout.holds(column, field) for column, field in declared)
        self.closed = all(layout.closes(column, field) for column, field in declared if column < self.width - 1)
        self.natural = self.width in layout.widths and self.anchored
        # The narrower widths at which all fields would be closed, unlike at the actual width.
        self.closed_at = [] if not self.natural or self.closed or self.width == layout.newest else [
            width for width in layout.narrower(self.width) if self.readings(width, closed=True)]
        self.doubtful = bool(self.closed_at)

    def readings(self, width, closed=False):
        """The ways to assign surplus delimiters to free texts; at most two of them."""
        @cache
        def from_column(column, start):
            surplus = self.width - start - (width - column)
            if column == width:
                return [[]] if surplus == 0 else []
            found = []
            for taken in range(surplus + 1 if column in self.layout.free_text else min(surplus, 0) + 1):
                end = start + taken + 1
                field = b"|".join(self.fields[start:end])
                if self.layout.holds(column, field) and (
                        not closed or column == width - 1 or self.layout.closes(column, field)):
                    found += [[field, *others] for others in from_column(column + 1, end)]
                if len(found) > 1:
                    break
            return found[:2]

        return from_column(0, 0)

    def holds_second_row(self):
        """Whether a second row starts after at least the minimum number of fields of a row."""
        layout = self.layout
        return any(all(layout.holds(column, self.fields[i + column]) for column in range(1, layout.certain + 1))
                   for i in range(layout.narrowest - 1, self.width - layout.certain))


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
         "valuntil": "(?:-?[0-9]+)?", "pid": "[0-9]+", "xid": "[0-9]+", "recordtime": TIME}),
}


class Log:
    """The lines of one object. The lines around a line, its window, determine how it is read."""

    def __init__(self, layout, data):
        self.layout, self.lines, start = layout, [], 0
        for number, raw in enumerate(re.findall(rb"[^\n]*\n?", data.removeprefix(b"\xef\xbb\xbf")), 1):
            self.lines.append(Line(layout, number, start, raw))
            start += len(raw)

    def window(self, line):
        return [other for other in self.lines[max(line.number - 1 - LINES, 0):line.number + LINES]
                if line.start - other.start <= BYTES and other.end - line.end <= BYTES]

    def read(self, line):
        """The fields of the record, or None if the line is rejected."""
        layout, window = self.layout, self.window(line)
        before = [other for other in window if other.number < line.number]
        after = [other for other in window if other.number > line.number]
        rows = sum(other.width >= layout.narrowest for other in window)
        natural = Counter(other.width for other in window if other.natural)
        often = [width for width, count in natural.items() if count * OFTEN >= rows]

        def stands(other):
            """A doubtful line is not a row of its actual width if a closed row of such a narrower width is near."""
            return other.natural and not (other.doubtful and any(
                near.natural and near.closed and near.width in other.closed_at for near in window))

        def cut_off(width, count):
            """Whether wider rows before and after show that a line of this rare width is only part of a row."""
            return width < layout.newest and (count < 2 or count * OFTEN < rows) and all(
                any(other.width > width and (stands(other) or other.width > layout.newest) for other in side)
                for side in (before, after))

        if line.natural and not line.doubtful:
            # The rows around it can show that it is a narrower row with delimiters in its texts.
            narrower = any(natural[width] >= 2 and width in often and line.readings(width)
                           and any(other.natural and other.width == width for other in after)
                           for width in layout.narrower(line.width))
            return None if narrower or cut_off(line.width, natural[line.width]) else line.fields

        if not layout.narrowest <= line.width <= FIELDS:
            return None
        if self.is_later_layout(line, window, often):
            return line.fields

        widths = [w for w in layout.widths if min(natural, default=layout.narrowest) <= w <= line.width]
        closed = [reading for width in widths for reading in line.readings(width, closed=True)]
        if len(closed) != 1:
            return None
        width = len(closed[0])
        # If rows close their texts, a reading with an unclosed text is invalid.
        all_close = any(other.natural and other.closed and other.width == width for other in window) and all(
            other.closed for other in window if stands(other))
        only = all_close or sum(len(line.readings(width)) for width in widths) == 1
        if not only or cut_off(width, natural[width] + 1) or line.width - width > SURPLUS:
            return None
        return closed[0]

    def is_later_layout(self, line, window, often):
        """Whether it has more columns than any declared layout, like most lines around it."""
        layout = self.layout
        return (line.width > layout.newest and line.anchored
                and 2 * sum(other.width == line.width for other in window) > sum(other.width > 0 for other in window)
                and not any(line.readings(width) for width in {layout.newest, *often})
                and (line.closed or not any(line.readings(width, closed=True) for width in layout.widths))
                and not line.holds_second_row())


def read(layout, data):
    """Yields (line number, record). The record is None for a rejected line."""
    log = Log(layout, data)
    for line in log.lines:
        if not line.fields:
            continue
        fields = log.read(line)
        if fields is None:
            yield line.number, None
            continue
        values = [field.rstrip(b" ").decode("utf-8", errors="replace") for field in fields]
        record = dict(zip(layout.columns, values + [None] * (layout.newest - len(values))))
        if len(values) > layout.newest:
            record["_extra"] = values[layout.newest:]
        yield line.number, record


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
