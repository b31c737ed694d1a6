"""Addresses of pages of others: which may become a link, and whose they are."""

from urllib.parse import urlsplit

from dashboard.parts.escape import escape_html, link, to_text

_LONGEST = 2000


def check_web_address(value: object) -> str:
    """The address where it is a plain page of the web, else "": another scheme, a login or a lone host is no page."""
    address = to_text(value).strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and "." in host and parts.username is None
    is_one_word = address.isprintable() and not any(mark.isspace() or mark in "\"'<>\\" for mark in address)
    return address if is_page and is_one_word and len(address) <= _LONGEST else ""


def write_host(address: str) -> str:
    """Whose page it is, as people write it: "netrf.org"."""
    return (urlsplit(address).hostname or "").removeprefix("www.") if check_web_address(address) else ""


def link_page(value: object, label: object, *, css: str = "") -> str:
    """A link to a page of others, or its label alone where the address is none. The label is text."""
    address = check_web_address(value)
    return link(address, escape_html(label), css=css) if address else escape_html(label)
