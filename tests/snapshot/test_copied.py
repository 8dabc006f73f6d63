"""A copy that is hashed while it is written."""

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mirror.snapshot.copied import copy


@pytest.mark.parametrize("length", [0, 1, 1 << 20, (3 << 20) + 17])
def test_the_hash_is_that_of_the_copy(tmp_path: Path, length: int) -> None:
    data = random.Random(length).randbytes(length)
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(data)
    with ThreadPoolExecutor(1) as pool:
        digest = copy(source, target, pool)
        assert target.read_bytes() == data
        assert digest.result() == hashlib.sha256(data).hexdigest()


def test_a_source_that_is_not_there_leaves_nobody_waiting(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(FileNotFoundError):
        copy(tmp_path / "none", tmp_path / "target", pool)
    (tmp_path / "folder").mkdir()
    with ThreadPoolExecutor(1) as pool, pytest.raises(IsADirectoryError):
        copy(tmp_path / "folder", tmp_path / "target", pool)
