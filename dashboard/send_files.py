"""A list as a file, sent whole or not at all: whatever is wrong is told in one sentence, with a status that says so."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.data import list_areas
from dashboard.language import NAME, pick_language
from dashboard.list_files import FILES, name_media
from dashboard.parts.address import EVERYWHERE, shorten, to_choices
from dashboard.words import say
from finder.errors import (
    DamagedError,
    FinderError,
    NoSnapshotError,
    OutputError,
    PlaceError,
    QuestionError,
    SettingError,
    SourceError,
    StoreError,
)
from finder.languages import speak, spoken

#: What the address of a page holds beside the question, and what changes nothing of a whole list.
_OF_PAGES = EVERYWHERE | {"page", "keep"}
#: Places to choose from that are told.
_MOST_PLACES = 8


def send_file(request: Request) -> Response:
    """The file of this name for the question of the address."""
    speak(pick_language(request.query_params.get(NAME, ""), request.headers.get("Accept-Language", "")))
    name = request.path_params["file"]
    if name not in FILES:
        return _refuse(404, say("files.unknown"))
    pairs = request.query_params.multi_items()
    asked = to_choices([(part, value) for part, value in pairs if part not in _OF_PAGES])
    try:
        stem, content = FILES[name](asked, _name_server(request))
    except PlaceError as error:
        return _refuse(400, _write_place(error, asked["near"][0]))
    except QuestionError as error:
        return _refuse(400, error.message)
    except OutputError:
        return _refuse(400, say("files.too_long"))
    except SourceError as error:
        return _refuse(503, error.message)
    except FinderError as error:
        return _refuse(503, say(name_trouble(error)))
    except Exception:
        logging.getLogger("net_finder.dashboard").exception("a file failed")
        return _refuse(500, say("trouble.other_what"))
    called = f'attachment; filename="{stem}.{name.rpartition(".")[2]}"'
    return Response(
        content, media_type=name_media(name), headers={"Content-Disposition": called, "Cache-Control": "no-store"}
    )


def name_trouble(error: FinderError) -> str:
    """The sentence without a path of this computer, for anybody can read it."""
    if isinstance(error, NoSnapshotError):
        return "ready.no_data"
    if isinstance(error, SettingError):
        return "ready.setting"
    return "ready.away" if isinstance(error, StoreError) and not isinstance(error, DamagedError) else "ready.damaged"


def _write_place(error: PlaceError, asked: str) -> str:
    """An unknown or ambiguous place, and which ones it could be."""
    if list_areas(asked):
        return say("place.area", place=shorten(asked))
    if error.candidates:
        return f"{say('place.several', place=shorten(asked))} {'; '.join(error.candidates[:_MOST_PLACES])}"
    return say("place.unknown", place=shorten(asked))


def _name_server(request: Request) -> str:
    """The address by which this server was asked, also where a proxy stands before it."""
    before = request.headers.get("X-Forwarded-Proto", "")
    scheme = before if before in ("http", "https") else request.url.scheme
    return f"{scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def _refuse(status: int, sentence: str) -> Response:
    return PlainTextResponse(
        sentence, status_code=status, headers={"Cache-Control": "no-store", "Content-Language": spoken()}
    )
