"""How far a session was let in, as the server tells the pages: a header of its own on every websocket.

The server takes the header off whatever a client sends and puts its own on, so a page can believe it.
"""

from enum import StrEnum

HEADER = "x-attain-admission"


class Admission(StrEnum):
    """`EVERYTHING` after the passphrase, or where none is asked; `RATING` for the holder of a rater's code: that page alone."""

    EVERYTHING = "everything"
    RATING = "rating"
