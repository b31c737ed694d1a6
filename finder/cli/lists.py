"""How every list but that of trials leaves the program: in the same forms, with credits, warnings and our notice."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from finder.cli.output import Delivery, Lines, deliver, tell, tell_rest
from finder.cli.snapshot import credit_line
from finder.export.credits import list_credits, list_warnings, note_rows
from finder.export.list_notes import note_list
from finder.export.plain import frame_records
from finder.export.records import NOTICE
from finder.store.reader import Reader


def deliver_list(
    reader: Reader,
    rows: pd.DataFrame,
    delivery: Delivery,
    *,
    draw: Callable[[pd.DataFrame], Lines],
    many: str,
    told: Sequence[str] = (),
    address: Sequence[tuple[str, str]] | None = None,
    **said: str,
) -> None:
    """Write the rows in the form asked for, and tell what belongs beside them on standard error.

    `told`: sentences about this answer. `said`: sentences that go with every such list, and into files as columns.
    `address`: the question, for a workbook to say.
    """
    shown = rows if delivery.limit is None else rows.head(delivery.limit)
    noted = note_rows(shown, **said)
    deliver(
        delivery,
        frame=lambda: noted,
        records=lambda: frame_records(noted),
        lines=lambda: draw(shown),
        notes=partial(note_list, what=many, address=address, meta=reader.meta),
    )
    tell_rest(len(shown), len(rows), many)
    sources = shown["source"].tolist()
    tell(*told, *list_warnings(sources))
    if delivery.format == "table" or delivery.path:
        tell(*said.values(), credit_line(reader), *list_credits(sources), NOTICE)
