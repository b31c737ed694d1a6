"""Words of a person are looked for as they are, and never read as operators."""

from collections.abc import Callable

import pytest
from fake_snapshot import Cells, fake_trial

from finder.errors import QuestionError
from finder.query.search import Answer
from finder.store.reader import Reader

Ask = Callable[..., Answer]
MakeReader = Callable[[list[Cells], list[Cells]], Reader]


def numbers(answer: Answer) -> list[int]:
    return [int(nct_id[3:]) for nct_id in answer.trials["nct_id"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lutetium", [1]),
        ("LUTETIUM dotatate", [1]),
        ("dotatate lutetium", [1]),
        ('"lutetium dotatate"', [1]),
        ('"dotatate lutetium"', []),
        ("neuroendo", [1, 2]),
        ("Müller", [2]),
        ("muller", [2]),
        ("NCT00000002", [2]),
        ("lutetium AND nothing", []),
        ("NEAR(lutetium dotatate)", []),
        ("lutetium*", [1]),
        ('lutetium"', [1]),
        ('"lutetium', [1]),
        ('"" lutetium', [1]),
        ("title:lutetium", []),
        ("lutetium OR", []),
        ("lutetium - dotatate", [1]),
        ("177Lu-dotatate", [1]),
        (")(*^", None),
    ],
)
def test_words_are_data_and_never_operators(
    make_reader: MakeReader, ask: Ask, text: str, found: list[int] | None
) -> None:
    reader = make_reader(
        [
            fake_trial(1, title="Lutetium dotatate", keywords=["177Lu-DOTATATE"], summary="A neuroendocrine tumor"),
            fake_trial(2, title="Octreotide", sponsor="Müller Hospital", eligibility="Neuroendocrine tumors"),
        ],
        [],
    )
    if found is None:
        with pytest.raises(QuestionError, match="words to look for"):
            ask(reader, text=text)
    else:
        assert numbers(ask(reader, text=text)) == found


def test_one_of_several_texts_is_enough(make_reader: MakeReader, ask: Ask) -> None:
    trials = [fake_trial(n, title=title) for n, title in enumerate(["alpha", "beta", "gamma"], 1)]
    assert numbers(ask(make_reader(trials, []), text=["alpha", "gamma"])) == [1, 3]
