"""Every error that a person can act on.

::

    WhenceError                 one sentence that says what to do; the command line prints it and exits
    +-- UsageError              a wrong argument: exit status 2
    +-- SettingsError           the settings file cannot be used
    +-- LibraryError            the index or the ledger cannot be used
    |   +-- LibraryLockedError  another process holds it
    |   +-- LibraryTooNewError  written by a newer Whence
    |   +-- LibraryCorruptError damaged
    +-- BundleError             a model bundle is missing, altered or made for another version
    +-- DownloadError           a model cannot be had over the network
    +-- StorageError            the disk is full or refuses
    +-- PlacesError             the gazetteer is missing or altered
    +-- TrackError              a file is no track, or none that can be used
    +-- SelfTestError           a selftest cannot be made, or there is none whose threshold may be used
    +-- PhotoError              one photo; carries its path and never stops a batch
        +-- UnreadableError     it cannot be read as a picture
        +-- WriteRefusedError   writing into it could harm it
        +-- VerifyError         what was written does not read back as it must; nothing was replaced
        +-- ChangedError        the file changed since it was read

Anything else that is raised is a bug and shows its traceback.
"""

from pathlib import Path

from whence_engine.wording import Sentence

REFUSED = "The file cannot be read: "
"""How sentences begin that blame the system and not the file's bytes: permissions, a failing disk, memory. The cure
leaves the file as it is, so `scan` tries such files again each time."""


def cannot_be_read(why: object) -> Sentence:
    """Return a sentence that begins with `REFUSED`; `why` is a clause."""
    return Sentence("The file cannot be read: {why}.", why=why)


class SaidError(Exception):
    """An error that speaks: it is given as a template and its values, see `wording.Sentence`.

    Attributes
    ----------
    said
        The sentence.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.said = Sentence(template, **values)
        super().__init__(self.said)


class WhenceError(SaidError):
    """Base of all errors whose message is one sentence a person can act on."""


class UsageError(WhenceError):
    """An argument has no meaning; the command line exits with status 2."""


class SettingsError(WhenceError):
    """The settings file cannot be read, or a value is out of range."""


class LibraryError(WhenceError):
    """The index or the ledger cannot be used."""


class LibraryLockedError(LibraryError):
    """Another process holds the library file."""


class LibraryTooNewError(LibraryError):
    """The library file was written by a newer version of Whence."""


class LibraryCorruptError(LibraryError):
    """The library file is damaged."""


class BundleError(WhenceError):
    """A model bundle is missing, altered or made for another version."""


class DownloadError(WhenceError):
    """What was asked for over the network did not come, or is not what was announced."""


class StorageError(WhenceError):
    """The disk is full, or the folder cannot be written."""


class PlacesError(WhenceError):
    """The gazetteer is missing or altered, or knows no such place."""


class TrackError(WhenceError):
    """A file holds no track, or none that can be used; the message is one sentence without its path."""


class SelfTestError(WhenceError):
    """A selftest cannot be made, or its threshold is asked for and there is none that holds today."""


class PhotoError(WhenceError):
    """Something about one photo. Batches report it and go on.

    Attributes
    ----------
    path
        The photo.
    reason
        The sentence without the path.
    """

    def __init__(self, path: Path, reason: str, /, **values: object) -> None:
        self.path = path
        self.reason = Sentence(reason, **values)
        super().__init__("{path}: {reason}", path=path, reason=self.reason)


class UnreadableError(PhotoError):
    """The file cannot be read as a picture."""


class WriteRefusedError(PhotoError):
    """Writing into this file could harm it; a sidecar serves instead."""


class VerifyError(PhotoError):
    """The written copy does not read back as it must; the photo was left alone."""


class ChangedError(PhotoError):
    """The file changed since it was read."""
