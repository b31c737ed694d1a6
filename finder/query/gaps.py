"""What a list may lack because a source could not be read: "none found" is never "could not look"."""

from dataclasses import dataclass

from finder.outcome import Ending
from finder.query.cells import read_number, read_text
from finder.sources import Reads, load_sources
from finder.store.reader import Reader

#: Gaps that are told one by one; of more than these only the names are told.
MOST_TOLD = 2


@dataclass(frozen=True)
class Gap:
    """A source that was not read, or not wholly, when the snapshot was made; `rows` of it were kept from before."""

    name: str
    title: str
    outcome: Ending
    rows: int
    message: str

    @property
    def is_unread(self) -> bool:
        """Whether nothing new came from it at all."""
        return self.outcome == Ending.UNAVAILABLE


@dataclass(frozen=True)
class Coverage:
    """How far the sources of a list were read: `known` rows in all, `asked` sources, and the gaps among them."""

    known: int
    asked: int
    gaps: tuple[Gap, ...] = ()

    @property
    def could_not_look(self) -> bool:
        """Whether there is nothing to look in because a source could not be read."""
        return not self.known and any(gap.is_unread for gap in self.gaps)


def find_coverage(reader: Reader, known: int, *reads: Reads) -> Coverage:
    """How the sources whose rows end in these tables were read."""
    declared = {name: source for name, source in load_sources().items() if source.reads in reads}
    rows = [row for row in reader.read_sources().to_dict("records") if row["name"] in declared]
    gaps = [
        Gap(
            str(row["name"]),
            declared[str(row["name"])].title,
            Ending(str(row["outcome"])),
            int(read_number(row["rows"]) or 0),
            read_text(row["message"]),
        )
        for row in rows
        if row["outcome"] in (Ending.DEGRADED, Ending.UNAVAILABLE)
    ]
    return Coverage(known, len(rows), tuple(gaps))


def explain_coverage(coverage: Coverage, total: int, one: str, many: str) -> list[str]:
    """Sentences that go beside a list of `total` rows; `one` and `many` are what a row is called."""
    if coverage.could_not_look:
        said = [f"Could not look for {many}."]
    elif not total:
        said = [f"No {one} fits." if coverage.known else f"No {one} is listed."]
    else:
        said = []
    if len(coverage.gaps) > MOST_TOLD:
        names = "; ".join(gap.title for gap in coverage.gaps)
        lack = "" if coverage.could_not_look else f", so some {many} may be missing or out of date"
        said.append(
            f"{len(coverage.gaps)} sources could not be read, or not wholly{lack}: {names}. "
            "'net-finder sources' tells why."
        )
    for gap in coverage.gaps if len(coverage.gaps) <= MOST_TOLD else ():
        how = "could not be read" if gap.is_unread else "could not be read anew, or not wholly"
        lack = "" if coverage.could_not_look else f", so some {many} may be missing or out of date"
        said.append(f"{gap.title} {how}{lack}. {gap.message}".strip())
    if not coverage.asked and not coverage.known:
        said.append(f"No source of {many} was read for this list.")
    return said
