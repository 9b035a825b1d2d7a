"""Speaking to a running server as a browser, a script or somebody who means no good does: HTTP and websocket by hand."""

import http.client
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.served import Served

PASSPHRASE = "木兰 was here"
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "streamlit",
}  # fmt: skip
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name):
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")

    def cookie(self, name):
        jar = SimpleCookie("; ".join(value for known, value in self.headers if known.lower() == "set-cookie"))
        return jar[name].value if name in jar else ""


def ask(running: Served, method, path, headers=(), body=None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    connection.request(method, running.base + path, body, dict(headers))
    reply = connection.getresponse()
    found = Answer(
        reply.status, reply.getheaders(), "" if reply.status == 101 else reply.read().decode("utf-8", "replace")
    )
    connection.close()
    return found


def typed(running: Served, passphrase, to="/", **headers) -> Answer:
    """The answer to a passphrase typed into the form."""
    return ask(running, "POST", "/attain/enter", FORM | headers, urlencode({"passphrase": passphrase, "to": to}))


def let_in(running: Served, passphrase=PASSPHRASE) -> str:
    """The cookie of somebody who knows the passphrase."""
    return "attain=" + typed(running, passphrase).cookie("attain")


def live(running: Served, cookie="", session="", **headers) -> ClientConnection:
    """A websocket as a page opens it. Raises InvalidStatus where it is refused."""
    return connect(
        f"ws://127.0.0.1:{running.port}{running.base}/_stcore/stream", max_size=None, compression=None, proxy=None,
        additional_headers={**({"Cookie": cookie} if cookie else {}), **headers},
        subprotocols=["streamlit", "PLACEHOLDER", *([session] if session else [])],
    )  # fmt: skip


def run(socket: ClientConnection, query="", page="", widgets=None) -> list[ForwardMsg]:
    """Everything the server sends for one run of the page named `page`."""
    said = BackMsg()
    said.rerun_script.query_string = query
    said.rerun_script.page_name = page
    if widgets is not None:
        said.rerun_script.widget_states.CopyFrom(widgets)
    socket.send(said.SerializeToString())
    found = []
    while True:
        message = ForwardMsg.FromString(socket.recv(timeout=20))
        found.append(message)
        if message.WhichOneof("type") == "script_finished":
            return found


def session_of(messages: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def words(messages: list[ForwardMsg]) -> str:
    """All that could be read in the messages."""
    return b"\n".join(message.SerializeToString() for message in messages).decode("utf-8", "replace")


def pages(messages: list[ForwardMsg]) -> list[str]:
    return [
        page.url_pathname for m in messages if m.WhichOneof("type") == "navigation" for page in m.navigation.app_pages
    ]


def unfolded(text):
    """Text of a JSON document without its escapes, to search it for names."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
