"""One center as a page tells it, before the directory's own words are added."""

from dataclasses import dataclass, field

from finder.parse.directory.placing import Place


@dataclass(frozen=True)
class Found:
    """What one line, card, row or record says. `sure`: the page itself calls it an institution.

    `person`: it is the entry of a person, so its telephone number and its words are not kept. `year` is that of a
    dated post; `source_url` the post's own address, else "" for the page's.
    """

    name: str
    as_written: str
    place: Place = field(default_factory=Place)
    phone: str | None = None
    url: str | None = None
    source_url: str = ""
    accreditation: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    year: int | None = None
    sure: bool = False
    person: bool = False


def read_groups(groups: dict[str, str | None]) -> Found:
    """A center from the named groups of a directory's pattern: name, city, region, country, accreditation."""
    said = {key: text.strip() for key, text in groups.items() if text and text.strip()}
    place = Place(said.get("city"), said.get("region"), said.get("country"))
    accreditation = (said["accreditation"],) if "accreditation" in said else ()
    return Found(said.get("name", ""), "", place, accreditation=accreditation, sure=True)
