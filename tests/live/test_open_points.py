"""What nobody could try without the real registry: each test asks one open point and prints what it found.

Run by `make live` (`pytest -m live -s`), never by `make test`. A handful of requests, a second apart. A test fails only
where the answer breaks what the program relies on; all else is printed for a person to read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from finder.errors import BlockedError, RefusedError, UnreachableError
from finder.fetch.clinicaltrials_gov import FIELDS, build_page, decode_page, fetch_version, write_expression
from finder.fetch.doctor import check_identities
from finder.fetch.http import PoliteSession, open_session
from finder.settings import Settings
from finder.sources import load_sources
from finder.vocabulary.search import Plan, load_plans

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]
SOURCE = load_sources()["clinicaltrials_gov"]
DISEASE = ("Condition", "Keyword", "BriefTitle", "OfficialTitle", "ConditionMeshTerm")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=Path(tmp_path_factory.mktemp("live")), min_interval=1.0)


@pytest.fixture(scope="module")
def session(settings: Settings) -> Iterator[PoliteSession]:
    """A session to the real registry; where it cannot be reached, the reason is the reason of the skip."""
    with open_session(settings, SOURCE, cached=False, deadline_seconds=800) as session:
        try:
            fetch_version(session)
        except (UnreachableError, BlockedError) as error:
            pytest.skip(f"the registry cannot be asked from here: {error}")
        yield session


def tell(point: str, found: object) -> None:
    print(f"\n[live] {point}: {found}")


def count(session: PoliteSession, **params: str) -> int:
    """Studies that the registry finds, without reading them."""
    asked = {"pageSize": "1", "countTotal": "true", "fields": "NCTId", **params}
    return int(session.get("studies", asked, fresh=True).json()["totalCount"])


def ask(session: PoliteSession, **params: str) -> str:
    """The registry's count, or the words of its refusal."""
    try:
        return str(count(session, **params))
    except RefusedError as refusal:
        return f"refused {refusal.status}: {refusal.message}"


def test_which_identities_are_let_in(settings: Settings, session: PoliteSession) -> None:
    checks = check_identities(settings, SOURCE)
    for check in checks:
        tell(f"identity {check.name!r}", ("yes, " if check.ok else "no, ") + check.detail)
    assert any(check.ok for check in checks)


def test_the_version_has_the_known_shape(session: PoliteSession) -> None:
    version = fetch_version(session)
    tell("version", version)
    assert version.api.startswith("2.")
    assert version.timestamp is not None


def test_what_a_wrong_page_token_is_answered(session: PoliteSession) -> None:
    plan = Plan(name="token", areas=("Condition",), words=("carcinoid",))
    with pytest.raises(RefusedError) as refusal:
        session.get("studies", build_page(plan, 10, "NF0g5JaBxfQx"), fresh=True)
    tell("an invalid page token is answered", refusal.value.message)
    assert 400 <= refusal.value.status < 500


def test_a_token_of_another_question(session: PoliteSession) -> None:
    first = Plan(name="a", areas=("Condition",), words=("carcinoid",))
    other = Plan(name="b", areas=("Condition",), words=("insulinoma",))
    token = decode_page(session.get("studies", build_page(first, 1, None), fresh=True).content).token
    assert token
    try:
        page = decode_page(session.get("studies", build_page(other, 1, token), fresh=True).content)
        tell("a token of another question", f"accepted, {len(page.studies)} studies")
    except RefusedError as refusal:
        tell("a token of another question", f"refused {refusal.status}: {refusal.message}")


def test_condition_search_against_search_in_fields(session: PoliteSession) -> None:
    by_condition = count(session, **{"query.cond": "neuroendocrine tumor"})
    by_fields = count(
        session, **{"filter.advanced": write_expression(Plan(name="n", areas=DISEASE, words=("neuroendocrine",)))}
    )
    melanoma = count(session, **{"query.cond": "neuroendocrine tumor", "filter.advanced": "AREA[Condition]melanoma"})
    tell("query.cond / fields / melanoma within query.cond", f"{by_condition} / {by_fields} / {melanoma}")
    assert by_fields > 500


def test_every_plan_is_understood_as_it_is(session: PoliteSession) -> None:
    found = {plan.name: ask(session, **{"filter.advanced": write_expression(plan)}) for plan in load_plans()}
    for name, answer in found.items():
        tell(f"plan {name!r}", answer)
    refused = [name for name, answer in found.items() if answer.startswith("refused") and "complicated" not in answer]
    assert refused == []


def test_how_many_phrases_are_too_complicated(session: PoliteSession) -> None:
    words = tuple(f"carcinoid {letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    for terms in (5, 10, 13, 14, 20, 26):
        plan = Plan(name="many", areas=("Condition",), words=words[:terms])
        tell(
            f"{terms} phrases joined by OR in filter.advanced",
            ask(session, **{"filter.advanced": write_expression(plan)}),
        )


def test_the_fields_we_ask_for_exist_and_bring_what_we_read(session: PoliteSession) -> None:
    plan = Plan(name="fields", areas=("Condition",), words=("carcinoid",))
    page = decode_page(session.get("studies", build_page(plan, 20, None), fresh=True).content)
    modules = {name for study in page.studies for name in study["protocolSection"]}
    tell("modules that came", sorted(modules))
    wanted = {field[0].lower() + field[1:] for field in FIELDS if field.endswith("Module")} - {"conditionBrowseModule"}
    assert wanted <= modules | {"armsInterventionsModule"}
    assert all("resultsSection" not in study for study in page.studies)


def test_whether_mesh_ancestors_are_still_filled(session: PoliteSession) -> None:
    params = {"query.cond": "carcinoid tumor", "pageSize": "20", "fields": "NCTId|ConditionBrowseModule"}
    studies: list[dict[str, Any]] = session.get("studies", params, fresh=True).json()["studies"]
    browse = [study.get("derivedSection", {}).get("conditionBrowseModule", {}) for study in studies]
    tell(
        "of 20 records, with mesh terms / ancestors",
        f"{sum('meshes' in b for b in browse)} / {sum('ancestors' in b for b in browse)}",
    )
    tell("an example", json.dumps(browse[0])[:200] if browse else "none")


def test_which_cache_headers_come(session: PoliteSession) -> None:
    headers = session.get("studies", {"pageSize": "1", "fields": "NCTId"}, fresh=True).headers
    names = ("ETag", "Last-Modified", "Cache-Control", "Expires", "Content-Encoding", "Retry-After")
    tell("cache headers of /studies", {name: headers.get(name) for name in names})


@pytest.mark.parametrize("code", ["enr", "avail", "nlavail", "tempnotavail", "approved", "unk"])
def test_which_codes_agg_filters_knows(session: PoliteSession, code: str) -> None:
    tell(f"aggFilters=status:{code}", ask(session, aggFilters=f"status:{code}"))
