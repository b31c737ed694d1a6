"""What was measured against what people use: kept in results.json, and shown in the README.

    python -m benchmarks.normalize_speed --json benchmarks/results.json    measures, and keeps its part
    python -m benchmarks.results                                           writes the README's part anew

The figures of the README are those of the file, so that nobody need copy any.
"""

import json
import os
import platform
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("results.json")
README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"

#: The parts in the order of the README.
PARTS = ("refresh_peers", "normalize_speed", "standard_question", "dashboard_peer", "growth")


@dataclass(frozen=True)
class Part:
    """What one measurement found: a table with its heading, what was compared, and the command that repeats it."""

    name: str
    title: str
    about: str
    columns: list[str]
    rows: list[list[str]]
    measured: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d}")
    machine: str = field(default_factory=lambda: f"{os.cpu_count()} cores, Python {platform.python_version()}")

    @property
    def command(self) -> str:
        return f"python -m benchmarks.{self.name}"


def keep_part(part: Part, path: Path | None) -> None:
    """Print a part, and put it into the file in the place of the one before, where a file is named."""
    print(write_part(part))
    if path is not None:
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        kept[part.name] = asdict(part)
        ordered = {name: kept[name] for name in PARTS if name in kept}
        path.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_part(part: Part) -> str:
    """A part as Markdown."""
    lines = [f"**{part.title}** {part.about}", ""]
    lines += [f"| {' | '.join(cells)} |" for cells in (part.columns, ["---"] * len(part.columns), *part.rows)]
    return "\n".join([*lines, "", f"`{part.command}`, {part.measured}, {part.machine}.", ""])


def write_parts(kept: dict[str, dict[str, Any]]) -> str:
    """All parts as Markdown."""
    return "\n".join(write_part(Part(**part)) for part in kept.values())


def replace_part(page: str, written: str) -> str:
    """The page with these parts between the marks. Raises ValueError where it has no marks."""
    if not re.search(f"{BEGIN}.*{END}", page, re.DOTALL):
        raise ValueError(f"the page has no {BEGIN} and {END}")
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{written}{END}{rest.split(END, 1)[1]}"


def main() -> None:
    written = write_parts(json.loads(KEPT.read_text("utf-8")))
    README.write_text(replace_part(README.read_text("utf-8"), written), encoding="utf-8")


if __name__ == "__main__":
    main()
