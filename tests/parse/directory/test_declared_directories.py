"""Declared directories, each read from a fake page in the shape that was seen."""

from fake_pages import make_page

from finder.parse.directory import parse_directory
from finder.schema.raw import Row
from finder.sources import load_sources


def read_declared(name: str, body: str) -> list[Row]:
    source = load_sources()[name]
    return parse_directory([make_page(f"<!-- Fake page -->{body}", url=source.homepage)], source)


def test_the_old_list_is_told_as_old() -> None:
    """Fake page in the shape of the old list: headings lost, blank paragraphs left, a few lines with a country."""
    lines = [
        f"<p>Fake University Hospital {number}, Fakestadt {chr(64 + number)}</p><p>&nbsp;</p>"
        for number in range(1, 21)
    ]
    rows = read_declared(
        "enets",
        f"""<body><p>The fake society certifies centers that treat many people.</p>{"".join(lines)}
        <p>Zentralklinik Fake, Bad Fake, Germany</p><p>Fake Klinikum rechts der Isar</p></body>""",
    )
    assert len(rows) == 22 >= load_sources()["enets"].minimum_rows
    assert {(row["kind"], row["evidence"], row["accreditation_year"]) for row in rows} == {
        ("enets_coe", "old list", 2013)
    }
    assert {tuple(row["accreditation"]) for row in rows} == {("ENETS CoE",)}
    assert [(row["city"], row["country"]) for row in rows[-2:]] == [("Bad Fake", "Germany"), (None, None)]


def test_the_map_is_read_by_its_labels_and_not_by_its_text() -> None:
    """Fake page in the shape of the image map: the text runs together, the labels do not."""
    areas = [f'<area alt="Fake Cancer Center {n}, TX" href="/Center/{n}">' for n in range(60)]
    rows = read_declared(
        "nci_centers",
        f"<div>Fake Institute, NYThe Fake Institute, PA</div><map name=us>{''.join(areas)}</map>",
    )
    assert len(rows) == 60 >= load_sources()["nci_centers"].minimum_rows
    first = rows[0]
    assert (first["name"], first["region"], first["country"]) == ("Fake Cancer Center 0", "TX", "United States")
    assert (first["accreditation"], first["accreditation_year"], first["kind"]) == (
        ["NCI-designated"],
        2026,
        "cancer_center",
    )


def test_a_list_of_one_country_keeps_it() -> None:
    """Fake page in the shape of a list of hospitals with addresses."""
    rows = read_declared(
        "net_men_kanker",
        """<main><h1>Centres</h1><h2>Anvers</h2><ul><li>Fake Universitair Ziekenhuis Edegem</li></ul><h2>Louvain</h2>
        <p><b>UZ Fake</b><br>Fakestraat 1<br>3000 Leuven</p><p>CHU Fake, 4000 Liège</p></main>""",
    )
    assert [(row["name"], row["city"], row["country"]) for row in rows] == [
        ("Fake Universitair Ziekenhuis Edegem", None, "Belgium"),
        ("UZ Fake", "Leuven", "Belgium"),
        ("CHU Fake", "Liège", "Belgium"),
    ]
