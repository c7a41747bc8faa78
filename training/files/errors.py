"""Errors that are meant for a person's eyes."""


class UserError(Exception):
    """Bad input: the message is one sentence that says what to do."""
