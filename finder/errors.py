"""Every failure a user can meet, each with the thing that failed and what to do about it.

    FinderError
    ├── SettingError            a setting has a wrong value                         exit 2
    ├── QuestionError           a search criterion cannot be understood             exit 2
    │   └── PlaceError          a place is unknown, or several places fit           exit 2
    ├── DeclarationError        a TOML file of the project is broken                exit 2
    ├── SourceError             a source could not be read
    │   ├── UnreachableError    no answer, in time or at all                        exit 3
    │   ├── BlockedError        every identity was refused (403)                    exit 3
    │   ├── RobotsError         robots.txt asks programs to stay away               exit 3
    │   ├── RefusedError        the source says our request is wrong (400, 404)     exit 3
    │   └── AnswerError         the answer is not what it should be                 exit 3
    ├── CheckError              a run yields too little or too odd to publish       exit 3
    ├── StoreError              snapshots cannot be written or read                 exit 3
    │   ├── NoSnapshotError     there is nothing to read yet                        exit 5
    │   │   └── OtherDiseaseError   what there is, is about another disease         exit 5
    │   ├── DiskFullError       the disk has no space left                          exit 3
    │   └── DamagedError        a snapshot is damaged, or of a newer program        exit 5
    ├── OutputError             a file or folder asked for cannot be written        exit 2
    ├── BusyError               another refresh is running                          exit 4
    └── NotFoundError           an identifier is not in the snapshot                exit 1

A message is one sentence that names the thing; `remedy` is one sentence that says what to do.
"""


class FinderError(Exception):
    """Base of all failures that are told to the user without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "", source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.source = source

    def __str__(self) -> str:
        lead = f"{self.source}: " if self.source else ""
        return f"{lead}{self.message} {self.remedy}".strip()


class SettingError(FinderError):
    """An environment variable has a value that the program cannot use."""

    exit_code = 2


class QuestionError(FinderError):
    """A search criterion has a value that cannot be understood."""

    exit_code = 2


class PlaceError(QuestionError):
    """A place is unknown, or its name fits several; `candidates` lists what it could be."""

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.candidates = candidates


class DeclarationError(FinderError):
    """A TOML declaration of sources, vocabulary or schema cannot be used; the message names file and place."""

    exit_code = 2


class SourceError(FinderError):
    """A source could not be read. Never the same as a source that has nothing."""

    exit_code = 3


class UnreachableError(SourceError):
    """No usable connection: name look-up, refused, timed out, cut off, or 5xx/429 after all tries."""


class BlockedError(SourceError):
    """The source refused every identity we may honestly use."""


class RobotsError(SourceError):
    """The source's robots.txt asks programs to stay away from the page; we do."""


class RefusedError(SourceError):
    """The source says that the request itself is wrong, so trying again cannot help. `status` is the HTTP code."""

    def __init__(self, message: str, *, status: int, remedy: str = "", source: str = "") -> None:
        super().__init__(message, remedy=remedy, source=source)
        self.status = status


class AnswerError(SourceError):
    """An answer that is none: wrong content type, broken JSON, too large, half sent, or a walk that lost studies."""


class CheckError(FinderError):
    """What a run yielded may not be published; the last snapshot stands."""

    exit_code = 3


class StoreError(FinderError):
    """The folder of snapshots cannot be written or read."""

    exit_code = 3


class NoSnapshotError(StoreError):
    """There is no snapshot yet."""

    exit_code = 5


class OtherDiseaseError(NoSnapshotError):
    """The snapshot was made with the words of another disease, and is never read with those of this one."""


class DiskFullError(StoreError):
    """There is no space for what must be written. What was built before it is lost, so nothing may be built upon it."""


class DamagedError(StoreError):
    """A snapshot cannot be read: damaged, or written by a newer program."""

    exit_code = 5


class OutputError(FinderError):
    """The file or folder that the user named for an answer cannot be written."""

    exit_code = 2


class BusyError(FinderError):
    """Another refresh holds the lock."""

    exit_code = 4


class NotFoundError(FinderError):
    """An identifier is not in the snapshot."""

    exit_code = 1
