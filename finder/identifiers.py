"""Trial identifiers as the registry writes them, wherever a study object is handled."""

import re

# Pattern of the official API description (schema `nct` and parameter `filter.ids`).
_NCT_ID = re.compile(r"NCT0*([1-9]\d{0,7})", re.IGNORECASE | re.ASCII)


def read_nct_id(value: object) -> str | None:
    """The identifier in its one spelling (`NCT` and eight digits), or None where `value` is none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    found = _NCT_ID.fullmatch(value.strip())
    return f"NCT{found[1]:0>8}" if found else None


def find_nct_id(study: object) -> str | None:
    """The identifier of a study object of the registry's API; None where there is none that can be used."""
    for step in ("protocolSection", "identificationModule", "nctId"):
        study = study.get(step) if isinstance(study, dict) else None
    return read_nct_id(study)
