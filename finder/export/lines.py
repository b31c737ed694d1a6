"""Text from outside, made safe for a terminal, a feed or a letter."""


def clean_line(text: str) -> str:
    """Text from outside as one plain line: no control or direction characters that could steer a reader."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
