"""The starter data that comes with the program: no network, the same three files as any other source's answer."""

import gzip
import zlib
from dataclasses import dataclass
from importlib.resources import files

from finder.errors import AnswerError

_REMEDY = "Install the program again."


@dataclass(frozen=True)
class StarterFiles:
    """CSV files as bytes, UTF-8; see finder/starter/__init__.py for what they hold."""

    trials: bytes
    sites: bytes
    centers: bytes


def read_starter(package: str = "finder.starter") -> StarterFiles:
    """The files of the package. Raises AnswerError that names a file that is missing or damaged."""
    return StarterFiles(*(_read_file(package, name) for name in ("trials", "sites", "centers")))


def _read_file(package: str, name: str) -> bytes:
    try:
        if data := gzip.decompress((files(package) / f"{name}.csv.gz").read_bytes()):
            return data
        raise EOFError(name)  # gzip takes an empty file for an empty text
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise AnswerError(f"The file {name}.csv.gz is missing.", source="starter", remedy=_REMEDY) from error
    except (OSError, EOFError, zlib.error) as error:
        raise AnswerError(f"The file {name}.csv.gz is damaged.", source="starter", remedy=_REMEDY) from error
