"""Sessions whose page is gone."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance
from streamlit.runtime.session_manager import SessionClient


class _Nobody(SessionClient):
    """A page that shows nothing."""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        del msg

    @property
    def client_context(self) -> None:
        return None


def forget_ended() -> None:
    """Let go of sessions that are past `server.disconnectedSessionTTL`, with their uploads and downloads.

    Streamlit looks for them only when a session ends, so one of nobody's ends here. For the event loop's thread.
    """
    runtime = get_instance()
    session = runtime.connect_session(client=_Nobody(), user_info={})
    runtime.disconnect_session(session)
    runtime.close_session(session)
