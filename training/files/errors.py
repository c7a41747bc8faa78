"""Errors that are meant for a person's eyes."""


class UserError(Exception):
    """Bad input: the message is one sentence that says what to do."""

    status = 2
    """What a command that ends by it returns."""


class Failure(UserError):
    """What began well failed: told in one sentence, too, where a traceback would not help."""

    status = 1
