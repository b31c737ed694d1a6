"""News posts that name a center in their title, and image maps."""

import json

from fake_pages import make_page, make_source, read_rows, tell_places

from finder.parse.directory import parse_directory, parse_members
from finder.schema.raw import RESOURCE_KEYS
from finder.sources import load_sources

# Fake page in the shape of a list of news posts.
NEWS = """<main><h1>Fake news</h1>
<article><h2><a href="/2022/05/fake-one">Pheo Para Alliance Designates Fake University Hospital as a Center of
Excellence</a></h2>
<a href="/2022/05/fake-one">Read more</a></article>
<article><h2><a href="https://pheopara.example/2021/11/fake-two/">PheoPara Alliance Designates Fake Clinic, Ulm, as its
European Pediatric Clinical Center of Excellence</a></h2></article>
<article><h2><a href="/2020/01/fake-three">Pheo Para Alliance thanks Dr Fake Person</a></h2></article>
<article><h2><a href="https://elsewhere.example/2019/01/x">Pheo Para Alliance Designates Fake Elsewhere as a Center of
Excellence</a></h2></article>
<article><h3>Pheo Para Alliance Designates Dr. Fake Person as a Center of Excellence</h3></article></main>"""


def declared_posts(body: str, **page: str) -> list[dict[str, object]]:
    source = load_sources()["pheopara"]
    return parse_directory([make_page(body, **{"url": "https://www.pheopara.example/news", **page})], source)


def test_titles_name_the_center_and_addresses_the_year() -> None:
    rows = declared_posts(NEWS)
    assert [(row["name"], row["accreditation_year"]) for row in rows] == [
        ("Fake University Hospital", 2022),
        ("Fake Clinic, Ulm", 2021),
    ]
    assert rows[0]["source_url"] == "https://www.pheopara.example/2022/05/fake-one"
    assert str(rows[0]["as_written"]).startswith("Pheo Para Alliance Designates")
    assert rows[0]["accreditation"] == ["Pheo Para Alliance designated center"]
    assert rows[0]["specialties"] == ["pheochromocytoma", "paraganglioma"]


def test_a_post_itself_and_the_answer_of_wordpress_are_read_too() -> None:
    title = "Pheo Para Alliance Designates Fake Hospital as Center of Excellence"
    (row,) = declared_posts(f"<main><h1>{title}</h1></main>", url="https://pheopara.example/2020/11/fake")
    assert (row["accreditation_year"], row["source_url"]) == (2020, "https://pheopara.example/2020/11/fake")
    posts = [{"title": {"rendered": title}, "link": "https://www.pheopara.example/2024/02/fake"}, {"title": None}]
    (row,) = declared_posts(json.dumps(posts), content_type="application/json")
    assert row["accreditation_year"] == 2024


def test_without_a_pattern_no_title_counts() -> None:
    assert read_rows(NEWS, "posts") == []


# Fake page in the shape of an image map.
MAP = """<body><p>Fake Institute, NYFake Center, PA</p><img usemap="#m"><map name="m">
<area shape="circle" coords="1,1,1" href="/Center/1" alt="Fake Cancer Center, New York, NY">
<area href="https://fake-wistar.example/" title="The Fake Wistar Institute, PA">
<area href="https://fake-wistar.example/" title="The Fake Wistar Institute, PA">
<area href="javascript:alert(1)" alt="" aria-label="Fake Hopkins Hospital, MD">
<area alt="City of Fake, CA"><area alt="Fakedue U., IN"><area alt="Fake Fakeson, IN">
<area href="#" alt="Legend"><area></map><a href="https://x.example">Fake Link Hospital, TX</a></body>"""


def test_areas_are_read_by_their_labels() -> None:
    rows = read_rows(MAP, "areas", country="United States")
    assert [(row["name"], row["city"], row["region"], row["url"]) for row in rows] == [
        ("Fake Cancer Center", "New York", "NY", None),
        ("The Fake Wistar Institute", None, "PA", "https://fake-wistar.example/"),
        ("Fake Hopkins Hospital", None, "MD", None),
        ("City of Fake", None, "CA", None),
        ("Fakedue U.", None, "IN", None),
    ]


def test_links_stand_in_where_there_is_no_map() -> None:
    rows = read_rows('<main><a href="/1">Fake Cancer Center, TX</a><a href="/2">Contact</a></main>', "areas")
    assert tell_places(rows) == [("Fake Cancer Center", None, None)]


def test_members_are_resources() -> None:
    body = """<main><a href="https://fake-foundation.example/"><img alt="Fake NET Foundation"></a>
    <a href="https://fake-verein.example/">Fake Patienten-Verein, Vienna, Austria</a>
    <a href="https://www.facebook.com/fake">Fake Society on a network</a><a href="/join">Fake Foundation inside</a>
    <a href="https://person.example/">Jane Fakedoe</a></main>"""
    source = load_sources()["inca"]
    rows = parse_members([make_page(body, url="https://incalliance.example/members")], source)
    assert [(row["title"], row["url"], row["country"]) for row in rows] == [
        ("Fake NET Foundation", "https://fake-foundation.example/", None),
        ("Fake Patienten-Verein", "https://fake-verein.example/", "Austria"),
    ]
    assert all(set(row) == set(RESOURCE_KEYS) for row in rows)
    assert {(row["kind"], row["source"]) for row in rows} == {("support_group", "inca")}
    assert len({row["resource_id"] for row in rows}) == 2
    assert make_source("areas", kind="support_group").directory is not None
