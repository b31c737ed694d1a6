"""A trial in our own sentences, each made from columns that are there and naming them; nothing is guessed or praised.

The patterns are data: finder/vocabulary/plain.toml. What the record calls a thing stands in quotation marks.
"""

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from finder.query.matches import RULES
from finder.vocabulary.plain import Listing, Plain, load_plain
from finder.vocabulary.profile import load_profile
from finder.vocabulary.wording import load_wording

_NAMES_QUOTED = 3
_LONGEST_NAME = 80
_AGES = ("min_age_years", "max_age_years")


@dataclass(frozen=True)
class Sentence:
    """One sentence: `topic` as in plain.toml, and the columns it was made from."""

    topic: str
    text: str
    fields: tuple[str, ...]


def describe_trial(trial: Mapping[str, Any]) -> list[Sentence]:
    """Sentences about one row of table trials, in the order of the topics. Never raises for what a record holds."""
    plain = load_plain()
    return [
        *_tell_tested(trial, plain),
        *_tell_value(trial, "relevance", "whom", plain),
        *_tell_list(trial, "primary_sites", "whom", plain),
        *_tell_value(trial, "differentiation", "whom", plain),
        *_tell_list(trial, "grades", "whom", plain),
        *_tell_list(trial, "function", "whom", plain),
        *_tell_list(trial, "syndromes", "whom", plain),
        *_tell_phase(trial, plain),
        *_tell_size(trial, plain),
        *_tell_value(trial, "randomized", "chance", plain),
        *_tell_value(trial, "has_placebo", "placebo", plain),
        *_tell_ages(trial, plain),
        *(
            sentence
            for column in ("sex", "healthy_volunteers", *RULES)
            for sentence in _tell_value(trial, column, "join", plain)
        ),
        *_tell_missing(trial, plain),
    ]


def group_sentences(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """Heading and text of each topic that has something to say, in order."""
    told = {topic: " ".join(s.text for s in sentences if s.topic == topic) for topic in load_plain().topics}
    return [(heading, told[topic]) for topic, heading in load_plain().topics.items() if told[topic]]


def _tell_tested(trial: Mapping[str, Any], plain: Plain) -> Iterator[Sentence]:
    study_type = _read_text(trial.get("study_type"))
    codes = [code for code in _read_list(trial.get("treatments")) if code in plain.lists["treatments"].names]
    if named := [code for code in codes if code not in ("other", "observational")]:
        codes = named
    lead = getattr(plain.tested, study_type if study_type in type(plain.tested).model_fields else "unknown")
    listing = plain.lists["treatments"].model_copy(update={"lead": lead, "more": plain.tested.more})
    fields = ("treatments", "study_type") if study_type else ("treatments",)
    yield from (Sentence("tested", text, fields) for text in _fill_listing(codes, listing, plain.last_of_several))
    yield from _tell_value(trial, "study_type", "tested", plain)
    names = [_quote(name) for name in _read_list(trial.get("interventions")) if _quote(name)]
    if names:
        shown = [f"“{name}”" for name in names[:_NAMES_QUOTED]]
        if more := len(names) - len(shown):
            shown = [*shown[:-1], plain.tested.named_more.format(name=names[_NAMES_QUOTED - 1], n=more)]
        yield Sentence("tested", plain.tested.named.format(names=", ".join(shown)), ("interventions",))


def _tell_phase(trial: Mapping[str, Any], plain: Plain) -> Iterator[Sentence]:
    yield from _tell_list(trial, "phases", "phase", plain)
    for phase in _read_list(trial.get("phases")):
        if text := plain.values["phases"].get(phase):
            yield Sentence("phase", text, ("phases",))


def _tell_size(trial: Mapping[str, Any], plain: Plain) -> Iterator[Sentence]:
    count = _read_number(trial.get("enrollment"))
    if count is not None:
        form = {0: plain.numbers.people_none, 1: plain.numbers.people_one}.get(int(count), plain.numbers.people)
        yield Sentence("people", form.format(n=f"{int(count):,}"), ("enrollment",))


def _tell_ages(trial: Mapping[str, Any], plain: Plain) -> Iterator[Sentence]:
    low, high = (_read_number(trial.get(column)) for column in _AGES)
    forms = plain.numbers
    if low and high is not None:
        is_plain = low.is_integer()
        youngest = f"{low:g}" if is_plain else _write_age(low, plain)
        yield Sentence("join", forms.between.format(low=youngest, high=_write_age(high, plain)), _AGES)
    elif high is not None:
        yield Sentence("join", forms.high.format(high=_write_age(high, plain)), ("max_age_years",))
    elif low is not None:
        text = forms.low.format(low=_write_age(low, plain)) if low else forms.any_age
        yield Sentence("join", text, ("min_age_years",))


def _write_age(years: float, plain: Plain) -> str:
    """Years, or months for a small child."""
    if years < 2 and not years.is_integer():
        return plain.numbers.months.format(n=round(years * 12))
    return plain.numbers.one_year if years == 1 else plain.numbers.years.format(n=f"{years:g}")


def _tell_value(trial: Mapping[str, Any], column: str, topic: str, plain: Plain) -> Iterator[Sentence]:
    """The sentence for the one value of a column; none where it is missing, not stated, or unknown to us."""
    value = _read_text(trial.get(column))
    if column in plain.from_wording:
        text = "" if value in ("", "not_stated") else load_wording().term(column, value).meaning
    else:
        text = plain.values[column].get(_read_flag(value), "")
    if text:
        yield Sentence(topic, text, (column,))


def _tell_list(trial: Mapping[str, Any], column: str, topic: str, plain: Plain) -> Iterator[Sentence]:
    listing, codes = plain.lists[column], _read_list(trial.get(column))
    texts = _fill_listing([code for code in codes if code in listing.names], listing, plain.last_of_several)
    own = {**listing.alone, **listing.beside} if len(codes) > 1 else listing.alone
    alone = [own[code] for code in codes if code in own]
    yield from (Sentence(topic, text, (column,)) for text in [*texts, *alone])


def _tell_missing(trial: Mapping[str, Any], plain: Plain) -> Iterator[Sentence]:
    """What the record leaves open. A column that was not handed over is not called empty."""
    is_trial = _read_text(trial.get("study_type")) in ("INTERVENTIONAL", "")
    skipped = () if is_trial else plain.missing.trials_only
    has = load_profile().has
    open_columns = [name for name in plain.missing.names if name not in skipped and has(name) and _is_open(trial, name)]
    size = plain.missing.at_once
    for at, text in enumerate(_fill_listing(open_columns, plain.missing, plain.last_of_choices)):
        names = open_columns[at * size : (at + 1) * size]
        yield Sentence("missing", text, tuple(column for name in names for column in _columns_of(name)))


def _columns_of(name: str) -> tuple[str, ...]:
    return _AGES if name == "ages" else (name,)


def _is_open(trial: Mapping[str, Any], name: str) -> bool:
    columns = _columns_of(name)
    held = [item for column in columns for item in _read_list(trial.get(column))]
    return all(column in trial for column in columns) and held in ([], ["not_stated"])


def _fill_listing(codes: Sequence[str], listing: Listing, joined: str) -> list[str]:
    """Sentences that name the codes, a few in each."""
    texts = []
    for start in range(0, len(codes), listing.at_once):
        names = [listing.names[code] for code in codes[start : start + listing.at_once]]
        *before, last = names
        said = joined.format(before=", ".join(before), last=last) if before else last
        texts.append((listing.more if start else listing.lead).format(names=said))
    return texts


def _quote(name: str) -> str:
    """A name of the record on one line, not too long, and without marks that would end the quotation."""
    return textwrap.shorten(name.translate({ord("“"): "'", ord("”"): "'"}), _LONGEST_NAME, placeholder=" …")


def _read_list(cell: object) -> list[str]:
    """The values of a cell, each once; a single value counts as a list of one."""
    cells = cell if isinstance(cell, (list, tuple)) else [cell]
    return list(dict.fromkeys(text for each in cells if (text := _read_text(each))))


def _read_text(cell: object) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()


def _read_flag(text: str) -> str:
    """A stored yes or no as the key of plain.toml; any other text as it is."""
    return {"True": "true", "1": "true", "1.0": "true", "False": "false", "0": "false", "0.0": "false"}.get(text, text)


def _read_number(cell: object) -> float | None:
    try:
        number = float(_read_text(cell))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
