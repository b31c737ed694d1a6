"""The steps of a classification, one file an idea; `finder.normalize.classification` is the door."""
