"""Writes the files in this directory with the formats' own libraries: pip install numpy safetensors."""

import gzip
import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

here = Path(__file__).parent
integers = np.arange(24).reshape(2, 3, 4)
floats = integers.astype(np.float32) / 8 - 1

np.save(here / "float32.npy", floats)
np.save(here / "float64_fortran.npy", np.asfortranarray(floats.astype(np.float64)))
np.save(here / "int16_big_endian.npy", integers.astype(">i2"))
np.save(here / "float16.npy", floats.astype(np.float16))
np.save(here / "scalar_int64.npy", np.int64(-5))
np.save(here / "bool_fortran.npy", np.asfortranarray(integers % 3 == 0))
np.save(here / "empty.npy", np.zeros((0, 4), np.uint8))
with open(here / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, floats, version=(2, 0))
with open(here / "version3.npy", "wb") as file:
    np.lib.format.write_array(file, floats, version=(3, 0))

arrays = {"x/kernel": floats, "labels": integers.astype(np.uint8), "ids": integers.astype(np.uint64)}
np.savez_compressed(here / "compressed.npz", **arrays)
np.savez(here / "stored.npz", **arrays)

save_file(
    {"dense/kernel": floats, "dense/bias": floats[0, 0].astype(np.float64), "half": floats.astype(np.float16),
     "steps": np.array([7, -8], np.int32), "scalar": np.array(2.5, np.float32)},
    here / "weights.safetensors", metadata={"name": "café"})

idx = struct.pack(">BBBBIII", 0, 0, 0x0D, 3, 2, 3, 4) + floats.astype(">f4").tobytes()
(here / "floats.idx3").write_bytes(idx)
(here / "floats.idx3.gz").write_bytes(gzip.compress(idx, mtime=0))
