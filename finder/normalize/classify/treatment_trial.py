"""A record as the reading of treatments needs it: each part is read when it is first asked for."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from finder.normalize.classify.comparators import Sides, are_equals, split_arms
from finder.normalize.classify.passages import read_list, read_text, split_sentences
from finder.normalize.classify.treatment_titles import Title
from finder.normalize.classify.treatment_words import Mention, Treatments, add_values, gather_values

_WATCHED = ("OBSERVATIONAL", "PATIENT_REGISTRY")
_COMPARES = re.compile(
    r"(?i)\bversus\b|\bvs\b|\bcompar(?:ed|ing|ison|ative)\b|\brandomi[sz]ed\b|\bwith or without\b|\+/-|\bplacebo\b"
)
_FEW_SENTENCES = 4
_CANCER = re.compile(r"(?i)tumou?r|cancer|carcin|neoplas|malignan|blastoma|melanoma|lymphoma|leuka?emia|sarcoma|lindau")
# No trial has as many interventions; they are compared with each other, so that work would grow faster than the record.
_MOST = 200


class Trial:
    """One row of the input frame. Values of a wrong type count as absent."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.names = read_list(row.get("interventions"))[:_MOST]
        self.titles = [Title(t) for t in (read_text(row.get("title")), read_text(row.get("official_title"))) if t]
        if len(self.titles) == 2 and self.titles[0].text == self.titles[1].text:
            del self.titles[1]
        self.study_type = read_text(row.get("study_type")).upper()
        self.purpose = read_text(row.get("primary_purpose")).upper()

    @cached_property
    def types(self) -> list[str]:
        """The type of each intervention, empty where the record does not give one for each."""
        types = read_list(self._row.get("intervention_types"))[:_MOST]
        return [t.upper() for t in types] if len(types) == len(self.names) else [""] * len(self.names)

    @cached_property
    def arms(self) -> list[str]:
        return read_list(self._row.get("arms_text"))

    @cached_property
    def sides(self) -> Sides:
        """The words of control and tested arms."""
        return split_arms(self.arms)

    @cached_property
    def prose(self) -> list[str]:
        """Sentences of the summary."""
        return split_sentences(read_text(self._row.get("summary")))

    @cached_property
    def keywords(self) -> list[str]:
        return read_list(self._row.get("keywords"))

    @cached_property
    def details(self) -> str:
        """Descriptions and other names of the interventions."""
        return read_text(self._row.get("intervention_text"))

    @property
    def is_watched(self) -> bool:
        """True where the registry calls the study observational."""
        return self.study_type in _WATCHED

    @cached_property
    def titled(self) -> Treatments:
        """Everything that titles speak of."""
        return _gather((title.mentions for title in self.titles), weak=False)

    @cached_property
    def led(self) -> Treatments:
        """What titles speak of before they come to the people, and not as a rival or a base."""
        leads = [title.lead for title in self.titles]
        if self.has_graft:
            held = {m.words for lead in leads for m in lead if m.value == "graft_drug"}
            leads = [[m for m in lead if m.words not in held] for lead in leads]
        found = _gather(leads, weak=False)
        return {value: words for value, words in found.items() if value not in self.against}

    @cached_property
    def led_weakly(self) -> Treatments:
        return _gather((title.lead for title in self.titles), weak=True)

    @cached_property
    def titled_weakly(self) -> Treatments:
        return _gather((title.mentions for title in self.titles), weak=True)

    @cached_property
    def against(self) -> set[str]:
        """Kinds that titles name only to measure against, or that everyone gets."""
        titles = [title for title in self.titles if title.mentions]
        base = {value for title in titles for value in title.base}
        if base:
            base.difference_update(*(title.together for title in titles))
        compared = {value for title in titles for value in title.shared}
        if not are_equals(self.arms):
            compared.update(*(title.rivals for title in titles))
        return base | compared

    @cached_property
    def compared(self) -> set[str]:
        """Kinds that titles compare with each other on top of the same drug."""
        return {value for title in self.titles for value in title.compared}

    @cached_property
    def perhaps(self) -> Treatments:
        """What titles say is given to some only: "with or without surgery"."""
        some = {value for title in self.titles for value in title.perhaps}
        return {value: words for value, words in self.titled.items() if value in some}

    @cached_property
    def anyway(self) -> set[str]:
        """Values that titles name only as what people take anyway."""
        named = {m.value for title in self.titles for m in title.anyway}
        return named - set(self.led) - set(self.perhaps) if named else named

    @cached_property
    def asked(self) -> set[str]:
        """Values that titles name, and not only as a step before or after the treatment under test."""
        return {m.value for title in self.titles for m in set(title.mentions) - title.steps} - self.anyway

    @property
    def past(self) -> set[str]:
        """Values that titles name only as what people had before."""
        had = {m.value for title in self.titles for m in title.past}
        return had - {m.value for title in self.titles for m in set(title.mentions) - title.past}

    @cached_property
    def has_graft(self) -> bool:
        """True for people with a transplant, whose mTOR inhibitors protect the graft."""
        return any(m.value == "graft" for title in self.titles for m in title.mentions)

    @property
    def is_on_cancer(self) -> bool:
        texts = (*(title.text for title in self.titles), *read_list(self._row.get("conditions")))
        return any(_CANCER.search(text) for text in texts)

    @property
    def names_ligand(self) -> bool:
        """True where a title names a ligand, which carries a scan or a treatment."""
        return any(m.value == "ligand" for title in self.titles for m in title.mentions)

    @cached_property
    def compares(self) -> bool:
        if any(_COMPARES.search(text) for text in (*(title.text for title in self.titles), *self.names)):
            return True
        return any(_COMPARES.search(text) for text in self.prose[:_FEW_SENTENCES])


def _gather(titles: Iterable[list[Mention]], *, weak: bool) -> Treatments:
    found: Treatments = {}
    for mentions in titles:
        add_values(found, gather_values(mentions, "title", weak=weak), "title")
    return found
