#!/usr/bin/env python3
"""The framework's resources of Android 15 in a form that older versions of aapt2 read.

  framework.py android-all.jar framework.apk

Since Android 14 the framework's resource table has sparse lists and entries packed into eight bytes. Debian's aapt2 knows
neither. This unpacks both, so that it can link the app against attributes of Android 15. Words in other languages are left
out: nothing links against these. (The format is told in AOSP's ResourceTypes.h.)
"""

import struct
import sys
import zipfile

TABLE, STRING_POOL, PACKAGE, TYPE, TYPE_SPEC = 0x0002, 0x0001, 0x0200, 0x0201, 0x0202
SPARSE, SHORT_OFFSETS = 1, 2
COMPACT = 8
NO_ENTRY = 0xFFFFFFFF


def chunks(data, start, end):
    while start < end:
        kind, header, size = struct.unpack_from("<HHI", data, start)
        yield kind, header, data[start : start + size]
        start += size


def offsets(chunk, header, flags, count):
    """(index, offset) of each entry that is there."""
    for number in range(count):
        if flags & SPARSE:
            index, short = struct.unpack_from("<HH", chunk, header + 4 * number)
            yield index, 4 * short
        elif flags & SHORT_OFFSETS:
            (short,) = struct.unpack_from("<H", chunk, header + 2 * number)
            if short != 0xFFFF:
                yield number, 4 * short
        else:
            (offset,) = struct.unpack_from("<I", chunk, header + 4 * number)
            if offset != NO_ENTRY:
                yield number, offset


def entry(chunk, at):
    """An entry as it was before it could be packed."""
    size, flags = struct.unpack_from("<HH", chunk, at)
    if flags & COMPACT:
        (value,) = struct.unpack_from("<I", chunk, at + 4)
        return struct.pack("<HHIHBBI", 8, flags & 0xFF & ~COMPACT, size, 8, 0, flags >> 8, value)
    if flags & 1:  # a map of values: its parent and their number follow
        (count,) = struct.unpack_from("<I", chunk, at + 12)
        return chunk[at : at + size + 12 * count]
    return chunk[at : at + size + 8]


def plain_type(chunk, header, capacity):
    number, flags, reserved, count, start = struct.unpack_from("<BBHII", chunk, 8)
    where, body = [NO_ENTRY] * capacity, bytearray()
    for index, offset in offsets(chunk, header, flags, count):
        where[index] = len(body)
        body += entry(chunk, start + offset)
    entries_start = header + 4 * capacity
    head = struct.pack("<HHIBBHII", TYPE, header, entries_start + len(body), number, 0, reserved, capacity, entries_start)
    return head + chunk[20:header] + struct.pack(f"<{capacity}I", *where) + bytes(body)


def plain_package(package, header):
    body, capacity = bytearray(), {}
    for kind, chunk_header, chunk in chunks(package, header, len(package)):
        if kind == TYPE_SPEC:
            capacity[chunk[8]] = struct.unpack_from("<I", chunk, 12)[0]
        if kind == TYPE:
            # The configuration: its size, two codes of the operator, then the language.
            if chunk[28:30] != b"\0\0":
                continue
            chunk = plain_type(chunk, chunk_header, capacity[chunk[8]])
        body += chunk
    return package[:4] + struct.pack("<I", header + len(body)) + package[8:header] + bytes(body)


def plain_table(table):
    _, header, size = struct.unpack_from("<HHI", table, 0)
    body, packages = bytearray(), 0
    for kind, chunk_header, chunk in chunks(table, header, size):
        if kind == PACKAGE:
            packages += 1
            # The first is `android`; the others are overlays of its own.
            if packages > 1:
                continue
            chunk = plain_package(chunk, chunk_header)
        body += chunk
    return struct.pack("<HHII", TABLE, header, header + len(body), 1) + bytes(body)


def main():
    source, target = sys.argv[1:]
    with zipfile.ZipFile(source) as jar, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as apk:
        apk.writestr("AndroidManifest.xml", jar.read("AndroidManifest.xml"))
        apk.writestr("resources.arsc", plain_table(jar.read("resources.arsc")))


if __name__ == "__main__":
    main()
