"""The texts of all declarations as one gettext catalog, and the file of a language brought up to date with them."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from finder.languages.texts import list_texts, load_text_places

_ABOUT = "# Texts of NET Finder. Renew with `python -m finder.languages CODE`, then translate what is empty or fuzzy."


def gather_texts(root: Path) -> Catalog:
    """All texts for people below the root of the project, each with its place as context. No translation yet."""
    catalog = Catalog(project="NET Finder", fuzzy=False)
    for file in list_declarations(root):
        for place, text in list_texts(tomllib.loads((root / file).read_text("utf-8")), file):
            catalog.add(text, context=place)
    return catalog


def list_declarations(root: Path) -> list[str]:
    """Paths from the root of the declarations that hold texts for people, in the order of texts.toml."""
    found: list[str] = []
    for pattern in load_text_places():
        folder = (root / pattern).parent
        paths = sorted(path.relative_to(root).as_posix() for path in folder.glob("*.toml"))
        found += [path for path in paths if fnmatchcase(path, pattern) and path not in found]
    return found


def renew_language(file: Path, root: Path) -> Catalog:
    """Bring a language up to date: new texts come in empty, changed ones keep their old translation marked as fuzzy.

    Texts that are gone are dropped. `file` may be missing. Raises PoFileError for a file that is none.
    """
    language = file.stem
    catalog = Catalog(
        locale=language,
        project="NET Finder",
        version="",
        header_comment=_ABOUT,
        msgid_bugs_address="",
        last_translator="",
        language_team=language,
        fuzzy=False,
    )
    if file.exists():
        with file.open("rb") as old:
            catalog = read_po(old, locale=language, abort_invalid=True)
    made = catalog.creation_date
    catalog.update(gather_texts(root), update_header_comment=False)
    catalog.creation_date = made
    catalog.obsolete.clear()
    with file.open("wb") as new:
        write_po(new, catalog, width=120, ignore_obsolete=True)
    return catalog
