"""One trial by its number, however it is typed."""

from collections.abc import Callable

import pytest
from fake_snapshot import Cells, fake_trial

from finder.errors import NotFoundError
from finder.query.lookup import find_trial
from finder.store.reader import Reader

MakeReader = Callable[[list[Cells], list[Cells]], Reader]


@pytest.mark.parametrize("text", ["NCT00000002", "nct00000002", " NCT 0000 0002\n", "NCT99999999", "nct 99999999"])
def test_numbers_as_people_type_them(make_reader: MakeReader, text: str) -> None:
    reader = make_reader([fake_trial(1), fake_trial(2, nct_id_aliases=["NCT99999999"])], [])
    assert find_trial(reader, text)["nct_id"] == "NCT00000002"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NCT00000003", "NCT00000003 is not in this list"),
        ("", "'' is no trial number"),
        ("hello", "'hello' is no trial number"),
        ("NCT" + "1" * 5000, "is no trial number"),
        ("NCT%", "is no trial number"),
        ("NCT０００００００２", "is no trial number"),
        ("\ud800", "is no trial number"),
    ],
)
def test_what_is_not_there_is_told(make_reader: MakeReader, text: str, says: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_trial(make_reader([fake_trial(1)], []), text)
    assert says in caught.value.message
    assert len(caught.value.message) < 200
    assert caught.value.remedy
