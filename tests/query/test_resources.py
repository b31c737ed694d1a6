"""Resources: the world is always in, silence hides nothing, a dead link is called dead with its last day."""

from pathlib import Path
from typing import Any

import pytest
from fake_snapshot import Cells, publish_fake
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from finder.errors import QuestionError
from finder.query.gaps import explain_coverage
from finder.query.list_criteria import parse_resource_criteria, write_list_address
from finder.query.resources import ResourceAnswer, ask_resources, find_resources, list_resource_values, say_link
from finder.settings import Settings
from finder.store.reader import Reader, open_current


def fake_resource(resource_id: str, **cells: Any) -> Cells:
    return {
        "resource_id": resource_id,
        "title": f"Fake page {resource_id}",
        "organisation": "Fake Group",
        "kind": "patient_group",
        "audience": "patients",
        "country_code": "",
        "language": "en",
        "url": f"https://example.org/{resource_id}",
        "source": "resource_list",
        "link_status": "alive",
        **cells,
    }


RESOURCES = [
    fake_resource("a", country="Germany", country_code="DE", language="de, en"),
    fake_resource("b", kind="guideline", audience="professionals", description="About MEN1 and SDHB."),
    fake_resource("c", country="France", country_code="FR", language="fr", audience="patients, families"),
    fake_resource("d", audience=None, language=None, link_status="gone", checked_at="2026-11-01T00:00:00Z",
                  last_alive="2026-05-04"),
    fake_resource("e", kind="register", title=None, country_code=None, note="MEN10 only"),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    settings = Settings(home=tmp_path_factory.mktemp("resources"))
    publish_fake(settings, resources=RESOURCES)
    return open_current(settings)


def ids(answer: ResourceAnswer) -> list[str]:
    return answer.resources["resource_id"].tolist()


def ask(reader: Reader, **words: str) -> list[str]:
    return ids(ask_resources(reader, {name: [word] for name, word in words.items()}))


def test_by_kind_and_title_with_dead_links_last(reader: Reader) -> None:
    assert ask(reader) == ["b", "a", "c", "e", "d"]


def test_a_country_takes_the_world_with_it(reader: Reader) -> None:
    assert ask(reader, country="Germany") == ["a", "b", "e", "d"]
    assert ask(reader, country="Japan") == ["b", "e", "d"]


def test_silence_hides_nothing(reader: Reader) -> None:
    assert ask(reader, audience="Families") == ["c", "d"]
    assert ask(reader, language="German") == ["a", "d"]
    assert ask(reader, language="fr") == ["c", "d"]


def test_kind_text_and_gene(reader: Reader) -> None:
    assert ask(reader, kind="Patient group") == ["a", "c", "d"]
    assert ask(reader, text="fake page c") == ["c"]
    assert ask(reader, gene="men1") == ["b"]
    assert ask(reader, gene="SDHB") == ["b"]
    assert ask(reader, gene="VHL") == []


def test_a_dead_link_is_called_dead_with_its_last_day(reader: Reader) -> None:
    links = find_resources(reader, parse_resource_criteria({})).resources.set_index("resource_id")["link"]
    assert links["d"] == "Dead link (checked 2026-11-01, last seen alive 2026-05-04)."
    assert links["a"] == ""


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, "The address has not been checked yet."),
        ({"link_status": "gone"}, "Dead link (never seen alive)."),
        (
            {"link_status": "unreachable", "last_alive": "2026-01-01"},
            "The page did not answer (last seen alive 2026-01-01).",
        ),
        (
            {"link_status": "blocked", "checked_at": "2026-02-03T04:05:06Z"},
            "The page refuses programs, so it could not be checked (checked 2026-02-03).",
        ),
        ({"link_status": "on_the_moon"}, "on the moon."),
        ({"link_status": float("nan"), "last_alive": None}, "The address has not been checked yet."),
    ],
)
def test_what_is_wrong_with_an_address(row: Cells, told: str) -> None:
    assert say_link(row) == told


@pytest.mark.parametrize(
    ("words", "named"),
    [({"kind": "hospital"}, "guideline"), ({"audience": "cats"}, "patients"), ({"language": "Klingonese"}, "German"),
     ({"gene": "DROP TABLE"}, "MEN1"), ({"country": "Atlantis"}, "Germany"), ({"color": "red"}, "these criteria")],
)  # fmt: skip
def test_words_that_cannot_be_understood(reader: Reader, words: dict[str, str], named: str) -> None:
    with pytest.raises(QuestionError, match=named):
        ask(reader, **words)


def test_values_for_menus(reader: Reader) -> None:
    assert list_resource_values(reader) == {
        "kind": ["guideline", "patient_group", "register"],
        "audience": ["families", "patients", "professionals"],
        "language": ["de", "en", "fr"],
        "country_code": ["DE", "FR"],
    }


def test_none_and_could_not_look_are_two_answers(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "read")
    told = []
    for second, outcome in enumerate(("empty", "unavailable")):
        publish_fake(settings, sources=[{"name": "resource_list", "outcome": outcome}], second=second)
        answer = ask_resources(open_current(settings), {"kind": ["anything"]})
        told.append(explain_coverage(answer.coverage, answer.total, "resource", "resources")[0])
    assert told == ["No resource is listed.", "Could not look for resources."]


WORDS = {
    "kind": st.sampled_from(["guideline", "patient_group", "register"]),
    "country": st.sampled_from(["Germany", "France", "Japan"]),
    "audience": st.sampled_from(["families", "patients"]),
    "language": st.sampled_from(["en", "French"]),
    "text": st.text(min_size=1, max_size=20).filter(lambda text: any(c.isalnum() for c in text)),
    "gene": st.sampled_from(["MEN1", "SDHB"]),
}


@limits(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({}, optional=WORDS))
def test_one_more_criterion_never_adds_a_resource(reader: Reader, words: dict[str, str]) -> None:
    found = set(ask(reader, **words))
    for name in words:
        assert found <= set(ask(reader, **{other: word for other, word in words.items() if other != name}))


def test_an_address_asks_the_same_again() -> None:
    criteria = parse_resource_criteria({"country": ["France"], "language": ["German"], "gene": ["men1"]})
    assert write_list_address(criteria) == [("country", "France"), ("language", "de"), ("gene", "MEN1")]
