"""What a page or a verb may not do, as one sentence."""


class Refusal(Exception):
    """Nothing was done: `code` names the sentence and `values` fill it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values
