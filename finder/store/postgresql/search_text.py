"""What the full-text search of a snapshot file reads, as text that another engine can search by the same rules.

FTS5's own tokenizer makes it (https://www.sqlite.org/fts5.html, "Unicode61 Tokenizer"), so the folding of case and of
accents, and where a word begins and ends, cannot differ between the engines.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from finder.store.layout import SEARCHED, TOKENIZER

#: Parts the columns in a search text. Neither this nor a blank is in any token.
COLUMN_BREAK = "\n"

_TOKENS = "CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, words, 'instance')"


def iter_search_texts(snapshot: Path, size: int = 200) -> Iterator[tuple[str, str]]:
    """The identifier and search text of each trial of a snapshot file, in the order of the file.

    A text holds the tokens of the columns SEARCHED: a blank before and after each token, COLUMN_BREAK between
    columns, whose order tells nothing. `size` trials are in memory at once. Raises sqlite3.Error.
    """
    columns = ", ".join(SEARCHED)
    with closing(_open_words(columns)) as db:
        db.execute("ATTACH ? AS snapshot", (f"{snapshot.absolute().as_uri()}?mode=ro",))
        last = 0
        while True:
            db.execute("DELETE FROM words")
            db.execute(
                f"INSERT INTO words(rowid, {columns}) "
                f"SELECT rowid, {columns} FROM snapshot.trials WHERE rowid > ? ORDER BY rowid LIMIT ?",
                (last, size),
            )
            trials = db.execute(
                "SELECT rowid, nct_id FROM snapshot.trials WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, size)
            ).fetchall()
            if not trials:
                return
            last = trials[-1][0]
            texts = dict(_join_tokens(db))
            yield from ((nct_id, texts.get(row, COLUMN_BREAK)) for row, nct_id in trials)


def _join_tokens(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    tokens = db.execute("SELECT doc, col, term FROM temp.tokens ORDER BY doc, col, offset")
    for row, of_trial in groupby(tokens, key=lambda token: token[0]):
        columns = groupby(of_trial, key=lambda token: token[1])
        yield row, COLUMN_BREAK.join(f" {' '.join(term for _, _, term in found)} " for _, found in columns)


def split_tokens(text: str) -> list[str]:
    """The tokens of a text that somebody looks for, in its order."""
    with closing(_open_words("typed")) as db:
        db.execute("INSERT INTO words VALUES (?)", (text,))
        return [row[0] for row in db.execute("SELECT term FROM temp.tokens ORDER BY offset")]


def _open_words(columns: str) -> sqlite3.Connection:
    db = sqlite3.connect("file::memory:", uri=True, isolation_level=None)
    db.execute(f"CREATE VIRTUAL TABLE words USING fts5({columns}, tokenize='{TOKENIZER}')")
    db.execute(_TOKENS)
    return db
