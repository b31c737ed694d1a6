"""What the rules of entry say, one judge a column; inclusion and exclusion apart."""

from collections.abc import Callable, Mapping

from finder.normalize.classify.entry_lines import NOT_STATED, Entry, Rule, read_entry
from finder.normalize.classify.grade_rules import find_grades
from finder.normalize.classify.line_rules import judge_line_of_therapy
from finder.normalize.classify.prior_prrt_rules import judge_prior_prrt
from finder.normalize.classify.receptor_rules import judge_receptors
from finder.normalize.classify.stage_rules import judge_stage
from finder.vocabulary.profile import load_profile

__all__ = ["JUDGES", "Rule", "find_grades", "read_entry"]

_EVERY: Mapping[str, Callable[[Entry], Rule]] = {
    "sstr": judge_receptors,
    "prior_prrt": judge_prior_prrt,
    "stage": judge_stage,
    "line_of_therapy": judge_line_of_therapy,
}

#: Column -> what reads it, nothing where the disease has no such column: required, excluded, allowed or not_stated, and
#: the words of the record.
JUDGES: Mapping[str, Callable[[Entry], Rule]] = {
    column: judge if load_profile().has(column) else lambda _: NOT_STATED for column, judge in _EVERY.items()
}
