"""The body of a form, as far as it is read at all."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers

_PATIENCE = 10.0


async def fields(
    headers: Headers, receive: Callable[[], Awaitable[MutableMapping[str, Any]]], limit: int
) -> dict[str, str] | None:
    """The fields of a posted form; None when it is larger than `limit` bytes, no form, cut off or too slow.

    Nothing is read of what says it is larger, and no more than `limit` of what does not say.
    """
    length = headers.get("content-length", "0")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not length.isdecimal() or int(length) > limit or kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] != "http.request" or len(body) > limit:
                    return None
                if not message.get("more_body"):
                    break
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10))
    except (TimeoutError, ValueError):
        return None
