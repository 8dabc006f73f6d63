"""Files as they lie on the disk: names that outlive a power cut, and second names."""

import os
import shutil
from pathlib import Path


def flush(path: Path) -> None:
    """Makes a file's content, or the names in a folder, outlive a power cut. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def name_again(path: Path, name: Path) -> None:
    """Gives the file at `path` a second name, or where that cannot be, a copy of it. Raises OSError."""
    try:
        name.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, name)
