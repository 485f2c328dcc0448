#!/usr/bin/env python3
"""Reads a file of an Entracte image with nothing but Python's standard library, as FORMAT.md describes it.

usage: read_image.py FILE     prints header and records as JSON; a damaged file is told on stderr, with status 1
"""
import base64
import json
import struct
import sys

PAGE = 4096
HEADER = struct.Struct("<8sIIIIqqqII")
RAW, ZSTANDARD, IN_PARENT = range(3)


def crc32c_table():
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        yield value


TABLE = list(crc32c_table())


def crc32c(data):
    register = 0xFFFFFFFF
    for byte in data:
        register = register >> 8 ^ TABLE[(register ^ byte) & 0xFF]
    return register ^ 0xFFFFFFFF


class MessagePack:
    """https://github.com/msgpack/msgpack/blob/master/spec.md"""

    NUMBERS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
    LENGTHS = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I", 0xD9: ">B", 0xDA: ">H", 0xDB: ">I", 0xDC: ">H", 0xDD: ">I", 0xDE: ">H", 0xDF: ">I"}

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        taken = self.data[self.at:self.at + count]
        require(len(taken) == count, "the records end too early")
        self.at += count
        return taken

    def unpack(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def value(self):
        code = self.take(1)[0]
        if code <= 0x7F or code >= 0xE0:
            return code if code <= 0x7F else code - 0x100
        if code <= 0x8F or code in (0xDE, 0xDF):
            return {self.value(): self.value() for _ in range(self.length(code, 0x0F, code <= 0x8F))}
        if code <= 0x9F or code in (0xDC, 0xDD):
            return [self.value() for _ in range(self.length(code, 0x0F, code <= 0x9F))]
        if code <= 0xBF or code in (0xD9, 0xDA, 0xDB):
            return self.take(self.length(code, 0x1F, code <= 0xBF)).decode()
        if code in (0xC4, 0xC5, 0xC6):
            return base64.b64encode(self.take(self.length(code, 0, False))).decode()
        if code in self.NUMBERS:
            return self.unpack(self.NUMBERS[code])
        require(code in (0xC0, 0xC2, 0xC3), f"MessagePack code {code:#x} is not used by the format")
        return {0xC0: None, 0xC2: False, 0xC3: True}[code]

    def length(self, code, mask, is_short):
        return code & mask if is_short else self.unpack(self.LENGTHS[code])


def require(condition, fault):
    if not condition:
        raise ValueError(fault)


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    require(len(data) >= PAGE, "the file ends within its header")
    magic, version, checksum, kind, page_bytes, file_bytes, record_offset, record_bytes, record_checksum, encryption = HEADER.unpack_from(data)
    require(magic == b"\x89ENT\r\n\x1a\n", "this is not a file of an Entracte image")
    require(version == 1, f"format version {version}")
    require(crc32c(data[:12] + bytes(4) + data[16:PAGE]) == checksum, "the header is damaged")
    require(kind in (1, 2) and page_bytes == PAGE and encryption == 0, "this reader does not know that kind of file")
    require(file_bytes == len(data) == record_offset + record_bytes and record_offset % PAGE == 0, "lengths do not fit together")
    records = data[record_offset:]
    require(crc32c(records) == record_checksum, "the records are damaged")
    value = MessagePack(records).value()
    if kind == 1:
        for object_id, address, _, encoding, offset, stored, extent_checksum in value[6]:
            if encoding != IN_PARENT:
                require(crc32c(data[offset:offset + stored]) == extent_checksum, f"the extent of object {object_id} at {address:#x} is damaged")
    return {"version": version, "kind": kind, "fileBytes": file_bytes, "recordOffset": record_offset, "recordBytes": record_bytes, "records": value}


if __name__ == "__main__":
    try:
        json.dump(read(sys.argv[1]), sys.stdout)
    except ValueError as fault:
        sys.exit(f"{sys.argv[1]}: {fault}")
