"""One visitor without a browser: speaks Streamlit's own websocket, sends what a browser would, and judges the answer.

A visit opens the page; a filter change or a turned page sends the state of all widgets, as a browser does, and waits
until the run on the server is over. An answer that shows an exception, or neither trials nor the word that there are
none, is an error.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

#: Kinds of widgets: where a browser finds the value that the server sets, and where it sends its own.
VALUES = {
    "text_input": ("value", "string_value"),
    "selectbox": ("raw_value", "string_value"),
    "multiselect": ("raw_values", "string_array_value"),
    "button_group": ("raw_values", "string_array_value"),
    "number_input": ("value", "double_value"),
    "pagination": ("value", "int_value"),
    "expandable": ("expanded", "bool_value"),
}
_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
_GOOD = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class BadAnswerError(Exception):
    """The server answered, but not with a result."""


@dataclass
class Visitor:
    """One open session. `elements` are those of the last run, `size` the bytes it came in."""

    socket: ClientConnection
    states: dict[str, WidgetState] = field(default_factory=dict)
    elements: list[Message] = field(default_factory=list)
    query: str = ""
    page_hash: str = ""
    page_name: str = ""
    size: int = 0
    _cache: dict[str, Message] = field(default_factory=dict)

    @classmethod
    async def visit(cls, url: str, page: str = "", query: str = "", cookie: str = "") -> tuple[Self, float]:
        """Open a page, wait for it, and say how many seconds it took. `cookie` is what a proxy gave before."""
        start = time.perf_counter()
        address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        socket = await connect(
            address,
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            ping_interval=None,
        )
        visitor = cls(socket, page_name=page, query=query)
        await visitor._run()
        return visitor, time.perf_counter() - start

    async def leave(self) -> None:
        await self.socket.close()

    async def act(self, key: str, value: str | bool | int | list[str] | None) -> float:
        """Change the widget of this key (a button takes None), wait for the answer; seconds that it took."""
        widget = self.find(key)
        if widget is None:
            raise BadAnswerError(f"there is no widget {key}")
        state = WidgetState(id=widget.id)
        if isinstance(value, list):
            state.string_array_value.data.extend(value)
        elif isinstance(value, bool):
            state.bool_value = value
        elif isinstance(value, int):
            state.int_value = value
        elif value is not None:
            state.string_value = value
        start = time.perf_counter()
        if value is None:
            state.trigger_value = True
            await self._run(state)
        else:
            self.states[widget.id] = state
            await self._run()
        return time.perf_counter() - start

    def find(self, key: str) -> Any:  # noqa: ANN401 (one of many kinds of widgets)
        """The widget of this key, or None."""
        return next((item for _, item in self._list_widgets() if item.id.endswith(f"-{key}")), None)

    def count_results(self) -> int:
        """Trials on the screen. Raises BadAnswerError for an exception, and where no word is said of the result."""
        kinds = [element.WhichOneof("type") for element in self.elements]
        if "exception" in kinds:
            shown = next(element.exception for element in self.elements if element.WhichOneof("type") == "exception")
            raise BadAnswerError(f"{shown.type}: {shown.message}"[:200])
        told = [element.alert.body for element in self.elements if element.WhichOneof("type") == "alert"]
        if not any(body.strip() for body in told):
            raise BadAnswerError("nobody says how many trials there are")
        cards = sum(e.html.body.count("<article") for e in self.elements if e.WhichOneof("type") == "html")
        return cards or kinds.count("heading") - 1

    async def _run(self, pressed: WidgetState | None = None) -> None:
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash, client.page_name = self.query, self.page_hash, self.page_name
        client.widget_states.widgets.extend([*self.states.values(), *([pressed] if pressed else [])])
        client.cached_message_hashes.extend(self._cache)
        await self.socket.send(message.SerializeToString())
        self.size = 0
        while not self._take(await self.socket.recv()):
            pass
        self._keep_states()

    def _take(self, packet: str | bytes) -> bool:
        """Read one message; true where it ends the run. Raises BadAnswerError for a run that failed."""
        message = ForwardMsg()
        message.ParseFromString(packet if isinstance(packet, bytes) else packet.encode())
        self.size += len(packet)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.elements = []
            self.page_hash, self.page_name = message.new_session.page_script_hash, ""
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self.elements.append(self._cache[message.ref_hash])
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            self.elements.append(message.delta.add_block)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.elements.append(message.delta.new_element)
            if message.metadata.cacheable:
                self._cache[message.hash] = message.delta.new_element
        elif kind == "script_finished":
            if message.script_finished not in (*_GOOD, _EARLY):
                raise BadAnswerError("the page could not be made")
            return message.script_finished in _GOOD
        return False

    def _list_widgets(self) -> Iterator[tuple[str, Any]]:
        for element in self.elements:
            kind = element.WhichOneof("type")
            item = getattr(element, kind) if kind else None
            if item is not None and "id" in item.DESCRIPTOR.fields_by_name and item.id:
                yield kind, item

    def _keep_states(self) -> None:
        """What a browser does after a run: takes over values that the server set, forgets widgets that are gone."""
        kept = {}
        for kind, item in self._list_widgets():
            if kind not in VALUES:
                continue
            source, target = VALUES[kind]
            sets = getattr(item, "set_value", False)
            if not sets and item.id in self.states:
                kept[item.id] = self.states[item.id]
            elif sets:
                kept[item.id] = _read_set_value(item, source, target)
        self.states = kept


def _read_set_value(item: Message, source: str, target: str) -> WidgetState:
    state = WidgetState(id=item.id)
    value = getattr(item, source)
    if target == "string_array_value":
        state.string_array_value.data.extend(value)
    elif not item.DESCRIPTOR.fields_by_name[source].has_presence or item.HasField(source):
        setattr(state, target, value)
    return state
