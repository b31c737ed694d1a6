"""What answers of interfaces for programs hold, read without trust: wrong types are left out, all is bounded."""

import json
from typing import Any
from urllib.parse import urlsplit

from finder.errors import AnswerError
from finder.schema.raw import Page

#: Bounds of one cell; what real registers hold stays far below.
LONGEST_TEXT = 4_000
LONGEST_NAME = 300
MOST_ITEMS = 500
_LONGEST_ADDRESS = 2_000


def read_object(page: Page, title: str) -> dict[str, Any]:
    """The JSON object of an answer, in the charset of its header or in UTF-8. Raises AnswerError."""
    try:
        charset = "utf-8-sig" if page.charset in ("", "utf-8", "utf8") else page.charset
        answer = json.loads(page.body.decode(charset))
    except (ValueError, LookupError, RecursionError) as error:
        raise refuse_answer("it is not JSON", title) from error
    if not isinstance(answer, dict):
        raise refuse_answer("it is no JSON object", title)
    return answer


def read_text(value: object, longest: int = LONGEST_NAME) -> str | None:
    """A text or number as text, cut to `longest`; None for all else and for nothing but blanks."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    # Half a surrogate pair is legal in JSON and in no file.
    text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    return (text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…") or None


def read_texts(value: object, key: str = "name") -> list[str]:
    """Texts of a list of texts, or of the objects in it that hold one under `key`; each once, in order."""
    found = (read_text(item.get(key) if isinstance(item, dict) else item) for item in read_list(value))
    return list(dict.fromkeys(text for text in found if text))[:MOST_ITEMS]


def read_objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in read_list(value) if isinstance(item, dict)]


def read_list(value: object) -> list[Any]:
    """A list as it is, one text or object as a list of one, all else as an empty list."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str | dict) else []


def read_part(value: object, *path: str) -> object:
    """What stands at `path` in nested objects; None where there is nothing."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def read_address(value: object) -> str | None:
    """A web address; None for any other scheme, such as javascript, and for what is no address."""
    address = value.strip() if isinstance(value, str) else ""
    if not address.isprintable() or len(address) > _LONGEST_ADDRESS or any(c in address for c in " \"'<>\\`"):
        return None
    try:
        parts = urlsplit(address)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return address if usable else None


def refuse_answer(reason: str, title: str) -> AnswerError:
    """The error of an answer that is none; `title` is the source's."""
    remedy = "Try again later; the last snapshot stands."
    return AnswerError(f"the answer cannot be used: {reason}.", remedy=remedy, source=title)
