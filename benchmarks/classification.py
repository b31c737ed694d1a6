"""How well the classification agrees with labels made by hand.

    python -m benchmarks.classification LABELS.json [STUDIES.jsonl[.gz] ...] [--more LABELS.json] [--part PART]

LABELS is an object NCT id -> {"relevance", "sites", "treatments", "differentiation"}; `sites` are our `primary_sites`,
`solid_tumor` and `not_net` are out of scope. The words are those of NET_FINDER_PROFILE, as everywhere: with
`NET_FINDER_PROFILE=examples/sarcoma` the labels are those of examples/sarcoma/labels.json. A column without labels is
passed over. STUDIES hold one study a line, as the registry's API gives it; without them, those beside LABELS are read,
and with `--starter` the starter trials, which have titles, conditions, keywords and names of treatments alone.

benchmarks/labels/facets.json holds labels of the project's own, in the same shape: 62 studies with rare sites, rare
treatments and mixed grades, read by hand from the text of the record before the program's answer was looked at.

What is counted:

- relevance: three classes (net_specific, net_included, out), and recall of trials in scope;
- primary_sites and differentiation: trials in scope by their label (one that we leave out counts as missed);
- treatments: all labelled trials, also those that are left out and never shown;
- where two readers disagreed: a value under `…_disputed` counts as right whether given or not, and a field of one value
  takes each of them.

A third of the labels (by a hash of the id) is never looked at while words and rules are changed; each figure is given
for both parts. A label that says its `part` ("tuned" or "kept-out") is in that one, whatever the hash. So that
nobody reads by accident what is kept out, errors and figures by value are printed for the tuned part alone; `--errors
each` prints them all.
"""

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from finder.fetch.starter import read_starter
from finder.normalize.classification import classify_trials
from finder.normalize.classify.treatments import find_treatments
from finder.normalize.eligibility import split_column
from finder.normalize.text import clean_block, clean_column, clean_list
from finder.parse.clinicaltrials_gov import parse_studies
from finder.parse.starter import parse_starter
from finder.vocabulary.profile import load_profile

OUT = "out"
IN_SCOPE = (load_profile().relevance.specific, load_profile().relevance.included)
_TEXTS = ("title", "official_title", "acronym", "summary", "description", "eligibility")
_LISTS = ("conditions", "keywords", "mesh_terms")
_READ = (*_TEXTS, *_LISTS, "interventions", "arms")
_LABEL_KEYS = {"primary_sites": "sites", "treatments": "treatments"}
Label = dict[str, Any]


@dataclass
class Counts:
    """True and false answers of one class."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        return (
            2 * self.hits / (2 * self.hits + self.extra + self.missed) if self.hits + self.extra + self.missed else 1.0
        )


@dataclass
class Score:
    """Answers of one column over some trials."""

    classes: dict[str, Counts] = field(default_factory=dict)
    right: int = 0
    total: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, found: set[str], wanted: set[str], either: set[str], note: str) -> None:
        """One trial; values of `either` are neither asked for nor wrong."""
        extra, missed = found - wanted - either, wanted - found - either
        for kind, values in (("hits", found & wanted), ("extra", extra), ("missed", missed)):
            for value in values:
                counts = self.classes.setdefault(value, Counts())
                setattr(counts, kind, getattr(counts, kind) + 1)
        self.total += 1
        self.right += not extra and not missed
        if extra or missed:
            self.errors.append(f"{note}: extra {sorted(extra)}, missed {sorted(missed)}")

    @property
    def overall(self) -> Counts:
        every = self.classes.values()
        return Counts(sum(c.hits for c in every), sum(c.extra for c in every), sum(c.missed for c in every))


def is_kept_out(nct_id: str) -> bool:
    """True for the third of the labels that is kept out of tuning."""
    return int(hashlib.sha256(nct_id.encode()).hexdigest(), 16) % 3 == 0


#: Parts of the labels by the hash alone; "all" is both together.
PARTS: dict[str, Callable[[str], bool]] = {
    "tuned": lambda nct_id: not is_kept_out(nct_id),
    "kept-out": is_kept_out,
    "all": lambda nct_id: True,
}
#: Parts that a label may name.
OWN_PARTS = ("tuned", "kept-out")


def is_in_part(part: str, nct_id: str, label: Label) -> bool:
    """True where a label belongs to this part: to the one that it names itself, else to the one by the hash."""
    own = label.get("part")
    return PARTS[part](nct_id) if own is None else part in ("all", own)


def read_labels(path: Path) -> dict[str, Label]:
    """The labels of a file. Raises ValueError where one names a part that there is not."""
    labels: dict[str, Label] = json.loads(path.read_text("utf-8"))
    for nct_id, label in labels.items():
        if label.get("part", OWN_PARTS[0]) not in OWN_PARTS:
            raise ValueError(f"{path}: {nct_id} is in part {label['part']!r}, which is not one of {OWN_PARTS}")
    return labels


def read_studies(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def build_frame(studies: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Studies in the shape that `classify_trials` reads, one row an NCT id."""
    return frame_trials(parse_studies(studies).trials)


def build_starter_frame() -> pd.DataFrame:
    """The same of the starter trials, which have titles, conditions, keywords and names of treatments alone."""
    files = read_starter()
    return frame_trials(parse_starter(files.trials, files.sites).trials)


def frame_trials(trials: list[dict[str, Any]]) -> pd.DataFrame:
    """Raw trials in the shape that `classify_trials` reads, one row an NCT id."""
    frame = pd.DataFrame(trials).drop_duplicates("nct_id").set_index("nct_id", drop=False)
    frame = frame.reindex(columns=[*frame.columns, *(name for name in _READ if name not in frame.columns)])
    for name in _TEXTS:
        frame[name] = clean_column(frame[name], clean_block)
    for name in _LISTS:
        frame[name] = [clean_list(cell) if isinstance(cell, list) else [] for cell in frame[name]]
    interventions = [cell if isinstance(cell, list) else [] for cell in frame["interventions"]]
    arms = [cell if isinstance(cell, list) else [] for cell in frame["arms"]]
    frame["interventions"] = [[str(i.get("name") or "") for i in cell] for cell in interventions]
    frame["intervention_types"] = [[str(i.get("type") or "") for i in cell] for cell in interventions]
    frame["intervention_text"] = ["\n".join(_list_details(cell)) for cell in interventions]
    frame["arms_text"] = [
        clean_list([f"{a.get('type') or ''}: {a.get('label') or ''}. {a.get('description') or ''}" for a in cell])
        for cell in arms
    ]
    return pd.concat([frame, split_column(frame["eligibility"])], axis=1)


def _list_details(interventions: list[dict[str, Any]]) -> Iterator[str]:
    for entry in interventions:
        yield from clean_list([entry.get("description"), *(entry.get("other_names") or [])])


def read_labelled(frame: pd.DataFrame, labels: Iterable[str]) -> pd.DataFrame:
    """The classification of all studies. Of those left out, which have none otherwise, the labelled get treatments."""
    found = classify_trials(frame)
    for nct_id in found.index[found["relevance"].isna() & found.index.isin(list(labels))]:
        treatments = find_treatments(frame.loc[nct_id].to_dict())
        found.at[nct_id, "treatments"] = sorted(treatments)
        said = [f"{value}: {words} ({source})" for value, (words, source) in treatments.items()]
        found.at[nct_id, "matched"] = [*found.at[nct_id, "matched"], *said]
    return found


def score_column(column: str, labels: dict[str, Label], found: pd.DataFrame) -> Score:
    """Agreement of one column with the labels."""
    score = Score()
    for nct_id, label in labels.items():
        in_scope = label["relevance"] in IN_SCOPE
        key = _LABEL_KEYS.get(column, column)
        if column != "relevance" and in_scope and not {key, f"{key}_disputed"} & set(label):
            continue
        if column in ("primary_sites", "differentiation") and not in_scope:
            continue
        row = found.loc[nct_id]
        wanted, either = _read_label(column, label)
        answer = row[column]
        values = set(answer) if isinstance(answer, list) else {OUT if pd.isna(answer) else str(answer)}
        if either and not isinstance(answer, list):
            wanted = values & either or wanted or {sorted(either)[0]}
        words = [m for m in row["matched"] if m.split(":")[0].removeprefix("both, ") in values | wanted]
        score.add(values, wanted, either - wanted, f"{nct_id} {'; '.join(words)[:400]}")
    return score


def _read_label(column: str, label: Label) -> tuple[set[str], set[str]]:
    key = _LABEL_KEYS.get(column, column)
    disputed = label.get(f"{key}_disputed", [])
    value = label.get(key, [])
    if column == "relevance":
        value = value if value in IN_SCOPE else OUT
    return {value} if isinstance(value, str) else set(value), set(disputed)


def print_score(name: str, score: Score, *, errors: bool, values: bool = True) -> None:
    overall = score.overall
    print(
        f"{name:16} accuracy {score.right / max(score.total, 1):.3f} ({score.right}/{score.total})  "
        f"precision {overall.precision:.3f}  recall {overall.recall:.3f}  F1 {overall.f1:.3f}"
    )
    for value, counts in sorted(score.classes.items()) if values else ():
        print(
            f"    {value:24} precision {counts.precision:.2f}  recall {counts.recall:.2f}  F1 {counts.f1:.2f}  "
            f"(right {counts.hits}, extra {counts.extra}, missed {counts.missed})"
        )
    for error in score.errors if errors else ():
        print(f"    ! {error}")


def parse_options(measurement: str, arguments: list[str] | None, *, may_hide: bool = False) -> argparse.Namespace:
    """What a measurement against labels is asked: the labels, the studies, and which part of the labels to print.

    `may_hide`: the errors of a part can be left unprinted.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{measurement}")
    parser.add_argument("labels", type=Path)
    parser.add_argument("studies", type=Path, nargs="*", help="files of studies; else those beside the labels")
    parser.add_argument("--part", choices=("each", *PARTS), default="each", help="which labels to print")
    if may_hide:
        said = "the part whose errors are printed, tuned by default"
        more = "a further file of labels for the same studies, counted together"
        parser.add_argument("--more", metavar="LABELS", type=Path, action="append", default=[], help=more)
        parser.add_argument("--starter", action="store_true", help="read the starter trials and no files of studies")
        parser.add_argument("--errors", choices=("none", "each", *OWN_PARTS), default=OWN_PARTS[0], help=said)
    options = parser.parse_args(arguments)
    options.studies = options.studies or find_studies(options.labels.parent)
    if not options.studies and not getattr(options, "starter", False):
        parser.error(f"no studies (*.jsonl, *.jsonl.gz) beside {options.labels}; name the files that hold them")
    return options


def find_studies(folder: Path) -> list[Path]:
    """The files of studies in a folder."""
    return sorted(path for path in folder.iterdir() if path.name.endswith((".jsonl", ".jsonl.gz")))


def main(arguments: list[str] | None = None) -> int:
    options = parse_options("classification", arguments, may_hide=True)
    labels = {nct_id: label for path in (options.labels, *options.more) for nct_id, label in read_labels(path).items()}
    frame = build_starter_frame() if options.starter else build_frame(read_studies(options.studies))
    begun = time.process_time()
    found = read_labelled(frame, labels)
    seconds = time.process_time() - begun
    print(
        f"{len(frame)} studies in {seconds:.2f} s of processor time, {1000 * seconds / max(len(frame), 1):.2f} ms each"
    )
    print(found["relevance"].fillna(OUT).value_counts().to_dict(), found["left_out"].value_counts().to_dict())
    if unknown := sorted(set(labels) - set(found.index)):
        print(f"{len(unknown)} labelled trials are not among the studies: {', '.join(unknown[:5])}", file=sys.stderr)
    for part in PARTS if options.part == "each" else (options.part,):
        chosen = {n: v for n, v in labels.items() if n in found.index and is_in_part(part, n, v)}
        print(f"\n== {part}: {len(chosen)} labelled trials")
        in_scope = [n for n, v in chosen.items() if v["relevance"] in IN_SCOPE]
        kept = sum(found.loc[n, "relevance"] in IN_SCOPE for n in in_scope)
        print(f"in-scope recall {kept}/{len(in_scope)}")
        for column in ("relevance", "primary_sites", "treatments", "differentiation"):
            if column != "relevance" and not any(_LABEL_KEYS.get(column, column) in label for label in chosen.values()):
                continue
            score, told = score_column(column, chosen, found), options.errors in (part, "each")
            print_score(column, score, errors=told and part != "all", values=told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
