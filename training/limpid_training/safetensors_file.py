"""Writes safetensors files whose metadata holds the checksum of their data, which the library's own writer cannot give before it has written."""
from __future__ import annotations

import hashlib
import json
import os
import struct
from pathlib import Path

import numpy as np

DTYPES = {"float32": "F32", "float16": "F16"}


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> str:
    """Writes float32 and float16 tensors with string metadata plus `sha256` of the data section; returns that checksum.

    Layout: length of the header (8 bytes, little endian), header (JSON, padded with spaces to 8 bytes), data without gaps.
    Raises ValueError for other types.
    """
    header: dict[str, object] = {}
    pieces = []
    at = 0
    for name, values in tensors.items():
        if str(values.dtype) not in DTYPES:
            raise ValueError(f"{name} is {values.dtype}, expected float32 or float16")
        data = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        header[name] = {"dtype": DTYPES[str(values.dtype)], "shape": list(values.shape), "data_offsets": [at, at + len(data)]}
        pieces.append(data)
        at += len(data)
    body = b"".join(pieces)
    sha256 = hashlib.sha256(body).hexdigest()
    text = json.dumps({"__metadata__": {**metadata, "sha256": sha256}, **header}).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(struct.pack("<Q", len(text)) + text + body)
    os.replace(temporary, path)
    return sha256
