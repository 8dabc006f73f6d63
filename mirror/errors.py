"""Everything this package raises on purpose.

MirrorError
├── UsageError         the command or its options do not fit        exit 2
├── ConfigurationError a setting or a key is missing or malformed   exit 1
├── KeyRefused         the provider does not accept the key         exit 1
├── FileRefused        not a mirror, a newer mirror, a broken file  exit 1
├── MirrorBusy         another process writes this file             exit 1
├── DiskTrouble        the disk is full or fails                    exit 1
└── NoAnswer           a request ended without an answer            tried again, never shown as it is
"""


class MirrorError(Exception):
    """One clear sentence that says what is wrong and what to do; the command line prints it and exits with `code`."""

    code = 1


class UsageError(MirrorError):
    """The command or its options do not fit together."""

    code = 2


class ConfigurationError(MirrorError):
    """A setting or a key is missing or malformed."""


class KeyRefused(MirrorError):
    """The provider does not accept the key."""


class FileRefused(MirrorError):
    """The file is not a mirror, was written by a newer version, or is damaged."""


class MirrorBusy(MirrorError):
    """Another process is writing this mirror."""


class DiskTrouble(MirrorError):
    """The disk is full or does not take what is written."""


class NoAnswer(MirrorError):
    """A request ended without an answer: refused, reset, cut or timed out. `sent` is False when it never left."""

    def __init__(self, sentence: str, *, reached: bool) -> None:
        super().__init__(sentence)
        self.reached = reached
