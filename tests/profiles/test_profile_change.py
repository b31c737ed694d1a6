"""One home, two diseases: what one refresh published is never read, compared or built upon by the other."""

import json
from pathlib import Path

import pytest
from other_disease import name_trial, prepare_home, run_finder, serve_fakes
from refreshing import make_fakes
from registry import serve_registry

pytestmark = pytest.mark.timeout(600)
ALL = ("--format", "json", "--limit", "1000")
REFRESH = ("refresh", "--source", "clinicaltrials_gov", "--json")


def test_a_home_changes_its_disease_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "home")
    with serve_registry(make_fakes()) as registry:
        published, *_ = run_finder(home, REFRESH, url=registry.url, profile=None)
    assert published.code == 0, published.err
    refused = (("search",), ("show", "NCT00000001"), ("export", str(tmp_path / "lists")), ("fit", "--age", "50"))
    starter = ("refresh", "--source", "starter")
    asked = (*refused, starter, REFRESH, REFRESH, ("search", *ALL), ("changes", "--since", "400d", *ALL))
    with serve_fakes() as registry:
        *others, untold, first, second, found, changes = run_finder(home, *asked, url=registry.url)
        pages = len(registry.pages_asked())
    for answer in others:
        assert answer.code == 5
        assert answer.out == ""
        assert "'net'" in answer.err
        assert "'sarcoma'" in answer.err
        assert "NET_FINDER_HOME" in answer.err
    assert untold.code == 2
    assert "no source 'starter'" in untold.err
    assert first.code == 0, first.err
    assert "nothing was compared" in first.out
    assert {row["nct_id"][:4] for row in json.loads(found.out)} == {name_trial(1)[:4]}
    assert json.loads(changes.out) == []
    assert json.loads(second.out)["unchanged_since"]
    assert pages
    back, *_ = run_finder(home, ("search",), profile=None)
    assert back.code == 5
