"""What the rules of entry say about somatostatin receptors and earlier PRRT; inclusion and exclusion apart."""

from finder.normalize.classify.entry_lines import Rule
from finder.normalize.classify.prior_prrt_rules import judge_prior_prrt
from finder.normalize.classify.receptor_rules import judge_receptors

__all__ = ["Rule", "judge_prior_prrt", "judge_receptors"]
