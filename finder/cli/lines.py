"""Text from outside, made safe for a terminal."""


def clean_line(text: str) -> str:
    """Text from outside as one plain line: no control or direction characters that could steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
