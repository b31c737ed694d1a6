"""The words people read in place of codes, from wording.toml beside this file.

A registry may send a code that we have no words for: `Wording.term` then writes the code itself as plain words, so that
nothing is hidden and nothing is guessed.
"""

import tomllib

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finder.errors import DeclarationError
from finder.languages import load_once_a_language, translate
from finder.vocabulary.folder import lay_over, name_file, read_layers
from finder.vocabulary.profile import load_profile


class Term(BaseModel):
    """One code in plain words: `label` for a card or menu, `meaning` one sentence (empty for a code unknown to us)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1)
    meaning: str = ""


Terms = dict[str, Term]


class Wording(BaseModel):
    """All groups of wording.toml; each group is named like the column that holds its codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    medical_names: tuple[str, ...]
    other_names: tuple[str, ...]
    link_status: Terms
    status: Terms
    phases: Terms
    primary_sites: Terms
    treatments: Terms
    differentiation: Terms
    relevance: Terms
    study_type: Terms
    sex: Terms
    stale: Terms
    function: Terms
    syndromes: Terms
    sstr: Terms
    prior_prrt: Terms
    stage: Terms
    line_of_therapy: Terms
    grades: Terms

    @property
    def groups(self) -> dict[str, Terms]:
        """Column name to its terms."""
        return {name: getattr(self, name) for name in type(self).model_fields if not name.endswith("_names")}

    def term(self, group: str, code: str) -> Term:
        """The words for one code of one column; a code we do not know is written as plain words, without a meaning."""
        return self.groups.get(group, {}).get(code) or Term(label=_spell_code(code) or self.stage["not_stated"].label)

    def label(self, group: str, code: str) -> str:
        return self.term(group, code).label


def _spell_code(code: str) -> str:
    words = " ".join(code.replace("_", " ").split()).lower()
    return words[:1].upper() + words[1:]


def parse_wording(text: str, base: str = "") -> Wording:
    """A wording from its TOML text, laid over that of `base`. Raises DeclarationError that names the place."""
    try:
        declared = lay_over("wording", text, base)
        if base:
            declared |= {name: {} for name in load_profile().absent}
        return Wording(**translate(declared, "finder/vocabulary/wording.toml"))
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:3])
    except (tomllib.TOMLDecodeError, TypeError) as error:
        reason = str(error)
    raise DeclarationError(f"{name_file('wording')} cannot be used: {reason}.", remedy="Correct that line.")


@load_once_a_language
def load_wording() -> Wording:
    """The project's wording. Raises DeclarationError."""
    return parse_wording(*read_layers("wording"))
