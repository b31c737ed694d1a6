"""Whom to call: the site's contact, else the trial's, else the sponsor. No trial is left without a next step."""

from dashboard.parts.card import Row
from dashboard.parts.escape import escape_html, link, mail_address, phone_address, to_text
from dashboard.parts.facts import write_distance, write_place
from dashboard.parts.registry_text import mark_registry
from dashboard.words import say


def has_contact(row: Row) -> bool:
    return any(to_text(row.get(name)) for name in ("contact_phone", "contact_email"))


def render_contact(row: Row, nct_id: str) -> str:
    """Name, telephone and e-mail of one row of trials or sites; a number or address we cannot dial stays as text."""
    parts = []
    if name := to_text(row.get("contact_name")):
        parts.append(mark_registry(escape_html(name)))
    if phone := to_text(row.get("contact_phone")):
        address = phone_address(phone)
        parts.append(link(address, escape_html(phone), css="nf-tap") if address else escape_html(phone))
    if email := to_text(row.get("contact_email")):
        address = mail_address(email, say("contact.subject", nct=nct_id))
        parts.append(link(address, escape_html(email), css="nf-tap") if address else escape_html(email))
    return " ".join(f"<span>{part}</span>" for part in parts)


def render_whom_to_ask(trial: Row, site: Row | None, unit: str) -> str:
    """The next step: the site given, which takes people, then the trial's own contact, else the sponsor."""
    nct_id = to_text(trial["nct_id"])
    ways = []
    if site is not None and has_contact(site):
        where = write_place(site.get("facility"), site.get("city"), write_distance(site.get("distance_km"), unit))
        ways.append((say("contact.site", where=where), render_contact(site, nct_id)))
    if has_contact(trial):
        ways.append((say("contact.central"), render_contact(trial, nct_id)))
    if not ways:
        sponsor = to_text(trial.get("sponsor"))
        text = say("contact.sponsor", sponsor=sponsor.removesuffix(".")) if sponsor else say("contact.nobody")
        return f"<p>{escape_html(text)}</p>"
    blocks = "".join(
        f'<div class="nf-contact"><p><strong>{escape_html(title)}</strong></p><p>{body}</p></div>'
        for title, body in ways
    )
    return f"{blocks}<p>{escape_html(say('contact.say', nct=nct_id))}</p>"
