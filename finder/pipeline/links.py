"""The addresses of all resources, asked one after the other, each host at its pace."""

from finder.errors import UnreachableError
from finder.fetch.links import check_links
from finder.guide.resources import load_resource_list
from finder.outcome import Ending, Outcome
from finder.parse.page_head import read_head
from finder.pipeline.run import Run
from finder.schema.raw import Row
from finder.sources import Source

LINK_CHECK = "link_check"
_ANSWERED = ("alive", "moved")


def read_links(run: Run, source: Source, resources: list[Row]) -> tuple[list[Row], Outcome]:
    """What each address answers, and the outcome of the whole. Raises UnreachableError where no address answers.

    Then the fault is ours, and no link may be called dead for it. The words of a page are kept only where its terms
    allow it.
    """
    wanted = [row for row in resources if row.get("url")]
    answers = check_links(run.settings, source, wanted, run.progress)
    answered = sum(answer.link_status in _ANSWERED for answer in answers)
    if answers and not answered:
        raise no_network(source)
    quotable = {entry.id for entry in load_resource_list() if entry.may_quote}
    rows = []
    for answer in answers:
        head = read_head(answer.page) if answer.page is not None else {}
        if answer.resource_id not in quotable:
            head.pop("page_description", None)
        rows.append(
            {
                "resource_id": answer.resource_id,
                "link_status": answer.link_status,
                "link_note": answer.link_note,
                "final_url": answer.final_url,
                "checked_at": answer.checked_at,
                **head,
            }
        )
    message = f"{answered:,} of {len(answers):,} addresses answer."
    return rows, Outcome(source.name, Ending.DATA, len(answers), None, run.time, message)


def no_network(source: Source) -> UnreachableError:
    """The failure of a check in which nobody answers."""
    return UnreachableError(
        "no address of the list answers, so none of them is called dead.",
        remedy="Check the network of this machine.",
        source=source.title,
    )
