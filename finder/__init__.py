"""NET Finder: clinical trials and expert centers for people with a neuroendocrine tumor."""
