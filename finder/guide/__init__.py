"""What patients can read and whom they can turn to: reviewed data in TOML, with the source of every sentence."""
