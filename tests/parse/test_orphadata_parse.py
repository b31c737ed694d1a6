"""Records of Orphadata to rows, joined by their code."""

from contextlib import suppress
from typing import Any

import pytest
from api_session import JSON, make_page
from hypothesis import given, settings
from hypothesis import strategies as st
from world_apis import make_disease, wrap_orphadata

from finder.errors import AnswerError
from finder.parse.orphadata import parse_orphadata
from finder.schema.raw import DISEASE_KEYS, Page
from finder.sources import load_sources

SOURCE = load_sources()["orphadata"]


def list_pages(code: int, name: str = "Fake disease") -> list[Page]:
    return [make_page(wrap_orphadata(record)) for record in make_disease(code, name).values()]


def test_a_disease_as_orphadata_tells_it() -> None:
    (row,) = parse_orphadata(list_pages(99), SOURCE)
    assert row == {
        "disease_id": "ORPHA:99",
        "name": "Fake disease",
        "other_names": ["Fake disease synonym"],
        "definition": "A fake rare disease.",
        "prevalence": ["Point prevalence: 1-9 / 100 000 (Europe)"],
        "genes": ["MEN1"],
        "codes": ["ICD-10:D44.8"],
        "url": "http://www.orpha.net/consor/cgi-bin/OC_Exp.php?lng=en&Expert=99",
        "source_url": "https://www.orpha.net/en/disease/detail/99",
        "data_version": "2026-07-01",
    }
    assert set(row) == set(DISEASE_KEYS)
    assert "CC BY 4.0" in SOURCE.credit


def test_the_order_of_answers_does_not_matter() -> None:
    pages = list_pages(99)
    assert parse_orphadata(pages[::-1], SOURCE) == parse_orphadata(pages, SOURCE)


def test_figures_alone_are_no_disease() -> None:
    assert parse_orphadata(list_pages(99)[1:], SOURCE) == []


@pytest.mark.parametrize("figure", ["Unknown", "Not yet documented", None, "", 5])
def test_a_figure_that_says_nothing_is_left_out(figure: Any) -> None:
    record = make_disease(99, "Fake disease")["rd-epidemiology"]
    record["Prevalence"][0]["PrevalenceClass"] = figure
    (row,) = parse_orphadata([list_pages(99)[0], make_page(wrap_orphadata(record))], SOURCE)
    assert row["prevalence"] == (["Point prevalence: 5 (Europe)"] if figure == 5 else [])


def test_a_bad_address_gives_way_to_the_page_of_orphanet() -> None:
    record = make_disease(99, "Fake disease")["rd-cross-referencing"] | {"OrphanetURL": "javascript:alert(1)"}
    (row,) = parse_orphadata([make_page(wrap_orphadata(record))], SOURCE)
    assert row["url"] == "https://www.orpha.net/en/disease/detail/99"


def test_rows_are_bounded() -> None:
    source = SOURCE.model_copy(update={"maximum_rows": 3})
    pages = [page for code in range(1, 20) for page in list_pages(code)]
    assert len(parse_orphadata(pages, source)) == 3
    assert parse_orphadata([], SOURCE) == []


@pytest.mark.parametrize("body", [{}, [], {"data": {}}, {"data": {"results": []}}, {"error": {"code": 503}}])
def test_an_answer_of_another_shape_is_refused(body: Any) -> None:
    with pytest.raises(AnswerError):
        parse_orphadata([make_page(body)], SOURCE)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_json_is_rows_or_an_error(value: Any) -> None:
    for body in (value, wrap_orphadata(value)):
        with suppress(AnswerError):
            parse_orphadata([make_page(body)], SOURCE)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["rd-cross-referencing", "rd-epidemiology", "rd-associated-genes"]), st.data())
def test_any_value_in_any_field_is_survived(product: str, data: st.DataObject) -> None:
    records = make_disease(99, "Fake disease")
    names = st.sampled_from(sorted(records[product]))
    records[product] |= data.draw(st.dictionaries(names, JSON))
    parse_orphadata([make_page(wrap_orphadata(record)) for record in records.values()], SOURCE)
