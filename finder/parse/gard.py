"""The list of diseases of GARD as raw rows: only those whose names are about what NET Finder is for."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from urllib.parse import urljoin

import pandas as pd
from bs4 import BeautifulSoup

from finder.parse.answers import LONGEST_NAME, MOST_ITEMS, read_address, read_text, read_texts, refuse_answer
from finder.schema.raw import Page, Row
from finder.sources import Source

#: Headings that each column was seen or may be under, in small letters without blanks and signs.
_HEADINGS = {
    "id": ("id", "gardid", "diseaseid", "gardnumber"),
    "name": ("displayname", "diseasename", "name", "disease", "gardname"),
    "synonyms": ("synonyms", "synonym", "othernames", "alternatenames", "alsoknownas"),
    "url": ("url", "link", "page", "website", "gardurl"),
}
_ID = re.compile(r"(?:GARD:)?0*([1-9]\d{0,6})", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[|;\n]")
_LINK_WORDS = re.compile(r"\bGARD\b.{0,40}\bdisease list\b", re.IGNORECASE)
_MOST_BYTES = 2_000_000
_ABOUT = "https://rarediseases.info.nih.gov/about"


def parse_gard(pages: Iterable[Page], source: Source, words: Sequence[str]) -> list[Row]:
    """A row a disease that has one of `words` in its name or synonyms, whole words, any spelling of dashes and case.

    Raises AnswerError for a file that is no such table.
    """
    pattern = _compile_words(words)
    rows: dict[str, Row] = {}
    for page in pages:
        for cells in _read_table(page, source.title).to_dict("records"):
            row = _parse_disease({str(name): str(cell) for name, cell in cells.items()})
            if row and any(pattern.search(_fold(name)) for name in (row["name"], *row["other_names"])):
                rows.setdefault(row["disease_id"], row)
    return list(rows.values())[: source.maximum_rows]


def find_files(page: Page) -> list[str]:
    """Addresses of the list on the page About; none where the page has no such link, or draws it by a script."""
    soup = BeautifulSoup(page.body[:_MOST_BYTES], "lxml")
    links = [link for link in soup.find_all("a", href=True) if _LINK_WORDS.search(link.get_text(" ")[:LONGEST_NAME])]
    found = (_complete(page.url, str(link["href"])) for link in links[:MOST_ITEMS])
    return list(dict.fromkeys(address for address in found if address))


def _complete(base: str, target: str) -> str | None:
    try:
        return read_address(urljoin(base, target.strip()))
    except ValueError:
        return None


def _read_table(page: Page, title: str) -> pd.DataFrame:
    """Columns id and name, and synonyms and url where the file has them; all text."""
    try:
        frame = pd.read_csv(
            BytesIO(page.body), dtype="str", keep_default_na=False, encoding=_find_charset(page), on_bad_lines="error"
        )
    except (ValueError, LookupError, OverflowError) as error:  # ValueError: broken CSV, and bytes that are no text
        raise refuse_answer("it is no table", title) from error
    headings = {_fold_heading(column): column for column in reversed(list(frame.columns))}
    chosen = {
        headings[heading]: name
        for name, known in _HEADINGS.items()
        if (heading := next((one for one in known if one in headings), None))
    }
    if missing := {"id", "name"} - set(chosen.values()):
        raise refuse_answer(f"it has no column for the {min(missing)} of a disease", title)
    return frame[list(chosen)].rename(columns=chosen)


def _find_charset(page: Page) -> str:
    return page.charset if page.charset not in ("", "utf-8", "utf8", "us-ascii") else "utf-8-sig"


def _parse_disease(cells: dict[str, str]) -> Row | None:
    found, name = _ID.fullmatch(cells["id"].strip()), read_text(cells["name"])
    if not found or not name:
        return None
    return {
        "disease_id": f"GARD:{found[1]:0>7}",
        "name": name,
        "other_names": [one for one in read_texts(_BETWEEN.split(cells.get("synonyms", ""))) if one != name],
        "definition": None,
        "prevalence": [],
        "genes": [],
        "codes": [],
        "url": read_address(cells.get("url")),
        "source_url": _ABOUT,
        "data_version": None,
    }


def _compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds any of `words`, with or without the s of a plural; nothing where there are none."""
    folded = sorted({folded for word in words if (folded := _fold(word))}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, folded))})s?\b" if folded else r"(?!)")


def _fold(text: str) -> str:
    """Small letters, one blank for all that is no letter or digit, American spelling of the one word that matters."""
    return re.sub(r"[\W_]+", " ", text).casefold().strip().replace("tumour", "tumor")


def _fold_heading(column: object) -> str:
    return re.sub(r"[\W_]+", "", str(column)).casefold()
