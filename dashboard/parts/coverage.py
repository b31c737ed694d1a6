"""What a list may lack because a source could not be read, in plain words beside that list."""

from dashboard.parts.escape import escape_html, link
from dashboard.parts.source_words import write_title
from dashboard.words import say
from finder.query.gaps import Coverage, Gap
from finder.sources import load_sources


def write_coverage(coverage: Coverage, many: str) -> list[str]:
    """Sentences on what could not be read; none where all was. `many`: what the rows are called, such as "pages"."""
    if not coverage.asked and not coverage.known:
        return [say("cover.never", many=many)]
    said = [say("cover.could_not_look", many=many)] if coverage.could_not_look else []
    unread = [_title(gap) for gap in coverage.gaps if gap.is_unread]
    partly = [_title(gap) for gap in coverage.gaps if not gap.is_unread]
    if unread:
        said.append(say("cover.unread", names="; ".join(unread)))
    if partly:
        said.append(say("cover.partly", names="; ".join(partly)))
    if coverage.gaps and not coverage.could_not_look:
        said.append(say("cover.lack", many=many))
    return said


def _title(gap: Gap) -> str:
    declared = load_sources().get(gap.name)
    return write_title(declared) if declared else gap.title


def render_coverage(coverage: Coverage, many: str) -> str:
    """The sentences as a box that stands out by its words, with the way to the list of sources; "" where all is well.

    For every page with rows of lesser sources, whose failures the banner leaves out.
    """
    said = write_coverage(coverage, many)
    if not said:
        return ""
    lead, *rest = said
    lines = f"<p><strong>{escape_html(lead)}</strong></p>" + "".join(f"<p>{escape_html(text)}</p>" for text in rest)
    about = link("about", escape_html(say("cover.more")))
    return f'<div class="nf-stale nf-cover" role="note">{lines}<p>{about}</p></div>'
