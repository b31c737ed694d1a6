"""Words of the field as data: one TOML a subject, for a clinician to review; loaders beside them."""
