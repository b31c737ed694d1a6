"""The contact that is shown: the first one of a list that a person could really call or write to."""

import re
from typing import Any

import pandas as pd

from finder.normalize.text import clean_line

# An address that holds no second address, no header and no markup: it ends up in a link.
_EMAIL = re.compile(r"[^\s@<>\"'(),;:?&%\\]{1,64}@[^\s@<>\"'(),;:?&%\\]{1,190}\.[^\W\d_]{2,24}")
_COUNTRY_CODE = re.compile(r"\+\d{1,3}")
_LONGEST_PHONE = 60
COLUMNS = ["contact_name", "contact_phone", "contact_email"]


def _read(contact: dict[str, Any], key: str) -> str:
    value = contact.get(key)
    return clean_line(value) if isinstance(value, str) else ""


def _read_contact(contact: object) -> tuple[str | None, str | None, str | None]:
    """Name, telephone with extension, e-mail; sponsors also write an e-mail where the number should be."""
    if not isinstance(contact, dict):
        return None, None, None
    phone, extension, email = (_read(contact, key) for key in ("phone", "phone_ext", "email"))
    if not email and _EMAIL.fullmatch(phone):
        email = phone
    if sum(character.isdigit() for character in phone) < 3 or re.search(r"[@<>]", phone) or len(phone) > _LONGEST_PHONE:
        phone = ""
    elif _COUNTRY_CODE.fullmatch(extension):
        # French sponsors write the calling code of their country where an extension should be.
        phone = phone if phone.startswith("+") else f"{extension} {phone}"
    elif extension and not re.search(r"[@<>]", extension):
        phone = f"{phone} ext. {extension[:_LONGEST_PHONE]}"
    return _read(contact, "name") or None, phone or None, email if _EMAIL.fullmatch(email) else None


def choose_contact(contacts: object) -> tuple[str | None, str | None, str | None]:
    """Name, telephone and e-mail of the first contact with a telephone or an e-mail; three times None without one."""
    for contact in contacts if isinstance(contacts, list) else []:
        name, phone, email = _read_contact(contact)
        if phone or email:
            return name, phone, email
    return None, None, None


def choose_contacts(lists: "pd.Series[Any]") -> pd.DataFrame:
    """Columns contact_name, contact_phone and contact_email for a column of lists of raw contacts."""
    return pd.DataFrame([choose_contact(cell) for cell in lists], columns=COLUMNS, index=lists.index, dtype="str")
