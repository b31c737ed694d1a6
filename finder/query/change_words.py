"""Each change as a person reads it: its kind, and one sentence that says what was and what is."""

from dataclasses import dataclass

import pandas as pd

from finder.query.cells import read_text
from finder.query.changes import ChangeAnswer
from finder.schema import LIST_SEPARATOR
from finder.vocabulary.wording import load_wording

#: Kinds that are told with a place, and the side of the change on which it stands.
_OF_A_SITE = {"site_opened": "after", "site_closed": "before"}


@dataclass(frozen=True)
class ToldChange:
    """One change in words. `at` is the UTC time at which it was seen, `kind` its code, `what` the kind in words.

    `status` is that of the trial now, in words. `before` and `after` are in words, empty where the record said nothing,
    and beside them as they stand in the table. All texts may hold what the registry wrote.
    """

    at: str
    nct_id: str
    title: str
    kind: str
    what: str
    before: str
    after: str
    link: str
    status: str = ""
    code_before: str = ""
    code_after: str = ""

    @property
    def day(self) -> str:
        """The UTC day on which it was seen, ISO 8601."""
        return self.at[:10]

    @property
    def sentence(self) -> str:
        """What was and what is, as one sentence."""
        if self.kind == "new" and self.status:
            return f"{self.what}. Status now: {self.status}."
        if self.kind in ("new", "contact"):
            return f"{self.what}."
        if self.kind == "left":
            return f"{self.what}: {self.after}." if self.after else f"{self.what}."
        if side := _OF_A_SITE.get(self.kind):
            return f"{self.what}: {getattr(self, side)}."
        return f"{self.what}. Before: {self.before or 'not stated'}. Now: {self.after or 'not stated'}."


def tell_changes(changes: pd.DataFrame) -> list[ToldChange]:
    """The rows of `ChangeAnswer.changes` in words, in their order."""
    return [
        ToldChange(
            at=read_text(row["at"]),
            nct_id=read_text(row["nct_id"]),
            title=read_text(row["title"]),
            kind=read_text(row["kind"]),
            what=read_text(row["what"]),
            before=say_value(read_text(row["kind"]), row["before"]),
            after=say_value(read_text(row["kind"]), row["after"]),
            link=read_text(row["source_url"]),
            status=say_value("status", row["status"]),
            code_before=read_text(row["before"]),
            code_after=read_text(row["after"]),
        )
        for row in changes.to_dict("records")
    ]


def explain_known(answer: ChangeAnswer) -> list[str]:
    """What a person must know beside the list: "nothing changed" and "we could not see" are not the same."""
    said = []
    if answer.known_since is None:
        said.append("Changes are not known yet. They are from the second refresh on.")
    elif not answer.is_whole:
        said.append(f"Changes are known since {answer.known_since[:10]} only.")
    if not answer.total and answer.known_since is not None:
        said.append(f"No change is known since {answer.since}.")
    if answer.unjudged:
        trials = "1 trial" if answer.unjudged == 1 else f"{answer.unjudged:,} trials"
        said.append(f"{trials} left the list. Whether they fitted is not known. Ask without criteria to see them.")
    if answer.gone:
        places = "1 place" if answer.gone == 1 else f"{answer.gone:,} places"
        said.append(f"{places} closed and left the record. Whether they were near is not known.")
    return said


def say_value(kind: str, cell: object) -> str:
    """One side of a change: codes in words where the kind has any, in the language that is spoken now."""
    text = read_text(cell)
    if text and kind in load_wording().groups:
        return ", ".join(load_wording().label(kind, code) for code in text.split(LIST_SEPARATOR))
    return text
