"""Which trials an organ brings, and why: those that name it, those for all of the gut, those without a limit."""

from collections.abc import Iterable, Sequence

#: Organs that gastroenteropancreatic ("gep") covers.
GEP_ORGANS = ("pancreas", "small_intestine", "stomach", "esophagus", "appendix", "colon", "rectum")


def widen_organs(asked: Sequence[str]) -> tuple[str, ...]:
    """Values of primary_sites that answer to these organs; "" is a trial that names none and so sets no limit."""
    wide = [*asked, "any", ""]
    if any(organ in GEP_ORGANS for organ in asked):
        wide.append("gep")
    if "gep" in asked:
        wide += GEP_ORGANS
    return tuple(dict.fromkeys(wide))


def explain_match(asked: Sequence[str], organs: Iterable[str]) -> list[str]:
    """Why a trial with these primary sites answers: "exact", "gep", "any", in this order; [] if no organ was asked."""
    organs = list(organs)
    if not asked:
        return []
    group = ({"gep"} if any(organ in GEP_ORGANS for organ in asked) else set()) | (
        set(GEP_ORGANS) if "gep" in asked else set()
    )
    reasons = {
        "exact": any(organ in asked for organ in organs),
        "gep": any(organ in group and organ not in asked for organ in organs),
        "any": not organs or ("any" in organs and "any" not in asked),
    }
    return [reason for reason, holds in reasons.items() if holds]
