"""Faults are tested against the stand-in."""

from refreshing import make_settings, published, registry, settings, small_walks

__all__ = ["make_settings", "published", "registry", "settings", "small_walks"]
