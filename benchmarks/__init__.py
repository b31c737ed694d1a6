"""Measurements, each one command; a figure is a ratio within one run, against a named peer or limit."""
