"""Whether the files of a profile fit each other: every value has words that find it and words that people read."""

from collections.abc import Iterator

from finder.errors import DeclarationError
from finder.vocabulary.concepts import load_subjects
from finder.vocabulary.disease_names import load_disease_names
from finder.vocabulary.fit import load_fit
from finder.vocabulary.folder import name_file
from finder.vocabulary.glossary import load_glossary
from finder.vocabulary.grammar import load_cues
from finder.vocabulary.plain import load_plain
from finder.vocabulary.profile import GIVEN, load_profile
from finder.vocabulary.questions import load_questions
from finder.vocabulary.search import load_plans
from finder.vocabulary.wording import load_wording

#: Columns whose values are concepts, and the file with their words.
_SUBJECTS = {
    "primary_sites": "tumor_sites",
    "treatments": "treatments",
    "differentiation": "differentiation",
    "function": "function",
    "syndromes": "syndromes",
}


def check_profile() -> dict[str, int]:
    """How much each part of the profile holds. Raises DeclarationError that names the file and the value."""
    profile = load_profile()
    for file, fault in (*_check_values(), *_check_concepts(), *_check_roles()):
        raise DeclarationError(f"{name_file(file)} cannot be used: {fault}.", remedy="Correct that entry.")
    subjects = load_subjects()
    return {
        "plans": len(load_plans()),
        **{name: len(subjects[name].concept) for name in ("scope", "false_friends", *_SUBJECTS.values())},
        "values": sum(len(axis.values) for axis in profile.columns.values()),
        "cues": len(load_cues()),
        "questions": len(load_questions().question),
        "glossary": len(load_glossary().terms),
        "disease_names": len(load_disease_names()),
    }


def _check_values() -> Iterator[tuple[str, str]]:
    """Every value needs a concept, unless the program gives it by itself, and a label."""
    columns, wording, plain = load_profile().columns, load_wording(), load_plain()
    for column, subject in _SUBJECTS.items():
        values = columns[column].values if column in columns else ()
        known = {concept.id.partition("__")[0] for concept in load_subjects()[subject].concept}
        for value in values:
            if value not in known and value not in (*GIVEN.get(column, ()), "other"):
                yield subject, f"there is no concept {value}, a value of {column}"
            if value not in wording.groups[column]:
                yield "wording", f"{column}.{value} is missing"
            listing = plain.lists.get(column)
            if listing and value not in {**listing.names, **listing.alone}:
                yield "plain", f"lists.{column}.names.{value} is missing"
    for code in (load_profile().relevance.specific, load_profile().relevance.included):
        if code not in wording.relevance:
            yield "wording", f"relevance.{code} is missing"


def _check_concepts() -> Iterator[tuple[str, str]]:
    """A concept that is no value of its column would be found and then refused by the checks of a refresh."""
    columns = load_profile().columns
    for column, subject in _SUBJECTS.items():
        axis = columns.get(column)
        if column != "treatments" and (axis is None or axis.reads == "names"):
            for concept in load_subjects()[subject].concept:
                if axis is None or concept.id.partition("__")[0] not in axis.values:
                    yield "profile", f"columns.{column} does not have {concept.id}, a concept of {subject}.toml"
    sites = columns["primary_sites"].values if "primary_sites" in columns else ()
    if unknown := set(load_fit().names.get("site", {})) - set(sites):
        yield "fit", f"names.site has {min(unknown)}, which is no value of primary_sites"


def _check_roles() -> Iterator[tuple[str, str]]:
    """Roles name concepts of the scope, of the false friends or of the places."""
    roles, subjects = load_profile().roles, load_subjects()
    files = ("scope", "false_friends", "tumor_sites")
    known = {name: {concept.id for concept in subjects[name].concept} for name in files}
    named = {
        "scope": (*roles.written_out, *roles.own_kinds, *roles.beside, *roles.for_some),
        "false_friends": (*roles.own_reasons, *roles.place_of, *filter(None, (roles.traps, roles.primitive))),
        "tumor_sites": (*roles.place_of.values(), *filter(None, (roles.spread_place, roles.typical_place))),
    }
    for subject, ids in named.items():
        if unknown := set(ids) - known[subject]:
            yield "profile", f"roles name {min(unknown)}, which is no concept of {subject}.toml"
