"""How well the rules of entry that we read agree with labels made by hand.

    python -m benchmarks.eligibility LABELS.json STUDIES.jsonl[.gz] [STUDIES.jsonl[.gz] ...] [--part PART]

LABELS is an object NCT id -> {"sstr", "prior_prrt", "stage", "line_of_therapy", "grades", "function", "syndromes"};
what each value means is written in labels/README.md. A label that lacks a facet is not counted for it. STUDIES hold
one study a line, as the registry's API gives it.

Only trials that we show are counted, for the others have no facets; whether a trial is shown at all is measured by
`benchmarks.classification`. A value under `…_disputed` counts as right whether given or not. A third of the labels,
by the same hash of the id, is kept out of tuning. Each error is listed with the words that led to the answer, and
where there were none, with the lines of the record that bear on the facet.
"""

import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping

import pandas as pd

from benchmarks.classification import PARTS, Counts, Label, Score, build_frame, parse_options, print_score, read_studies
from finder.normalize.classification import classify_trials

#: The facets, each with what a line of a record says where it bears on the facet.
FACETS = {
    "sstr": r"somatostatin.receptor|sstr?\d?\b|octreo.?scan|dota|octreotide scan|octreotate|scintigra",
    "prior_prrt": r"prrt|radionuclide|radio.?ligand|radiolabell?ed|radiopeptide|lutet|lutathera|177|radioactive",
    "stage": r"metasta|advanced|resect|operable|stage|locali[sz]ed|adjuvant|curative",
    "line_of_therapy": r"prior|previous|naive|line|refractory|chemo|systemic|pretreated|received|analog",
    "grades": r"\bgrade|\bg[123]\b|differentiat|ki-?67|\bnec\b|carcinoma|(?:small|large).cell",
    "function": r"function|syndrom|secret|carcinoid sympt|(?:insulin|gastrin|glucagon|vip|somatostatin)oma|cushing",
    "syndromes": r"\bmen.?[12i]|endocrine neoplasia|hippel|vhl|neurofibro|nf1|tuberous|sdh|succinate|carney|paragang",
}
CLAIMS = ("required", "excluded")
#: Facets that make a claim, and those whose words are told by the value alone.
RULES = ("sstr", "prior_prrt", "stage", "line_of_therapy")
NAMED = ("function", "syndromes", "grades")
_LONGEST_LINE = 200


def score_facet(facet: str, labels: dict[str, Label], found: pd.DataFrame, frame: pd.DataFrame) -> Score:
    """Agreement of one facet with the labels."""
    score = Score()
    for nct_id, label in labels.items():
        if facet not in label:
            continue
        row = found.loc[nct_id]
        wanted, values = _as_set(label[facet]), _as_set(row[facet])
        words = "; ".join(_list_words(facet, row["matched"], values | wanted))
        lines = "" if words else " / ".join(list_bearing_lines(facet, frame.loc[[nct_id]].iloc[0].to_dict()))
        either = set(label.get(f"{facet}_disputed", ()))
        if not isinstance(label[facet], list) and values <= either:
            wanted = values
        score.add(values, wanted, either - wanted, f"{nct_id} {words or lines or 'no words'}"[:600])
    return score


def _as_set(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else {str(value)}


def _list_words(facet: str, matched: Iterable[str], values: set[str]) -> Iterator[str]:
    for said in matched:
        name = said.split(":")[0]
        if name.startswith(f"{facet} ") or (facet in NAMED and name in values):
            yield said


def list_bearing_lines(facet: str, row: Mapping[Hashable, object]) -> Iterator[str]:
    """Lines of a record that bear on a facet, cut to a readable length."""
    pattern = re.compile(FACETS[facet], re.I)
    for field in ("title", "official_title", "inclusion", "exclusion"):
        for line in str(row.get(field) or "").splitlines():
            if hit := pattern.search(line):
                yield f"({field}) {line[max(0, hit.start() - _LONGEST_LINE // 2) :][:_LONGEST_LINE]}"


def count_claims(score: Score) -> Counts:
    """Answers that send a person away or bring one in: required and excluded together."""
    claims = [score.classes[value] for value in CLAIMS if value in score.classes]
    return Counts(sum(c.hits for c in claims), sum(c.extra for c in claims), sum(c.missed for c in claims))


def main(arguments: list[str] | None = None) -> int:
    options = parse_options("eligibility", arguments)
    labels: dict[str, Label] = json.loads(options.labels.read_text("utf-8"))
    frame = build_frame(read_studies(options.studies))
    found = classify_trials(frame)
    shown = found.index[found["relevance"].notna()]
    for part in PARTS if options.part == "each" else (options.part,):
        chosen = {n: v for n, v in labels.items() if PARTS[part](n)}
        counted = {n: v for n, v in chosen.items() if n in shown}
        print(f"\n== {part}: {len(chosen)} labelled trials, {len(counted)} of them shown and counted")
        for facet in FACETS:
            if not any(facet in label for label in counted.values()):
                continue  # other files have labels for it
            score = score_facet(facet, counted, found, frame)
            print_score(facet, score, errors=part != "all")
            if facet in RULES:
                claims = count_claims(score)
                print(f"    required or excluded     precision {claims.precision:.3f}  recall {claims.recall:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
