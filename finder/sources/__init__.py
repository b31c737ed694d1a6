"""One TOML a source, beside this file: who publishes it, on what terms, how often we may ask, how much must come.

Adding a source begins here; see CONTRIBUTING.md.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.vocabulary.folder import name_file
from finder.vocabulary.profile import load_profile

#: The five shapes that directory pages come in, and none: then the page is only linked.
Shape = Literal["lines", "cards", "table", "linked_data", "posts", "areas"]
#: Which table the rows of a source end in.
Reads = Literal["trials", "listings", "resources", "genetic_tests", "diseases"]


def _require_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    return value


Pattern = Annotated[str, AfterValidator(_require_pattern)]


class Directory(BaseModel):
    """How the pages of a directory are found and read. All names of centers come from the page, never from here.

    `pages` are paths below the address of the source. `follow`, a pattern, is looked for in the words of the links of
    the first page; the page it leads to is read in its place. `within` and `item` are CSS selectors: the part of the
    page that counts, and one center in it. `pattern` reads a line or title where the shape needs one; its named
    groups are columns. What the page does not say of each row (`kind`, `accreditation`, `country`) is said here.
    `year`: the year of an accreditation where the page is old; else the year in which it was read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: Shape
    kind: str
    pages: Annotated[tuple[str, ...], Field(min_length=1)] = ("",)
    follow: Pattern = ""
    within: str = ""
    item: str = ""
    pattern: Pattern = ""
    skip: Pattern = ""
    accreditation: str = ""
    country: str = ""
    specialties: tuple[str, ...] = ()
    evidence: str = "published list"
    year: int | None = None
    most_pages: Annotated[int, Field(ge=1, le=200)] = 20


class Source(BaseModel):
    """What a source declaration may say. Unknown words are refused, so that a typing error is seen.

    `essential`: without it the data is not sound, so `status` tells its failure by its exit code at once. `robots`:
    whether robots.txt rules; a documented interface for programs has none for itself. `opt_in` names the setting
    without which the source is never asked. `warning` is shown beside every row of it. `full_every_hours`: how often a
    source that can be asked for changes alone is read as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    publisher: str
    licence: str
    credit: str
    url: str
    homepage: str
    reads: Reads
    setting: str = ""
    essential: bool = False
    robots: bool = True
    opt_in: str = ""
    warning: str = ""
    max_age_hours: Annotated[float, Field(gt=0)]
    full_every_hours: Annotated[float, Field(gt=0)] = 168.0
    minimum_rows: Annotated[int, Field(ge=0)]
    maximum_rows: Annotated[int, Field(gt=0)]
    deadline_seconds: Annotated[float, Field(gt=0)] = 1800.0
    max_answer_bytes: Annotated[int, Field(gt=0)] = 64_000_000
    page_size: Annotated[int, Field(ge=1, le=1000)] = 200
    directory: Directory | None = None


@cache
def load_sources() -> dict[str, Source]:
    """All declarations by name. Raises DeclarationError that names the file and the word."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = parse_source(name, file.read_text("utf-8"))
    return _choose_sources(found)


def _choose_sources(known: dict[str, Source]) -> dict[str, Source]:
    """Those that the disease reads, with the yield that it expects of the registry. Raises DeclarationError."""
    profile = load_profile()
    names = profile.sources or tuple(known)
    if missing := sorted({*names, "clinicaltrials_gov"} - set(known)):
        raise DeclarationError(
            f"{name_file('profile')} cannot be used: sources: there is no source {missing[0]!r}.",
            remedy="Name files of finder/sources.",
        )
    expected = {"clinicaltrials_gov": profile.registry.model_dump()}
    wanted = (name for name in known if name in names or name == "clinicaltrials_gov")
    return {name: known[name].model_copy(update=expected.get(name, {})) for name in wanted}


def parse_source(name: str, text: str) -> Source:
    """One declaration from its TOML text. Raises DeclarationError."""
    try:
        return Source(name=name, **tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as error:
        reason = str(error).splitlines()[0] if isinstance(error, tomllib.TOMLDecodeError) else _first_reason(error)
        raise DeclarationError(
            f"finder/sources/{name}.toml cannot be used: {reason}.", remedy="Correct that line."
        ) from error


def _first_reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
