"""One module a page, each with one function `show_…` that Streamlit calls.

The folder must not be called `pages`: beside an entry script Streamlit takes that for its older way of many pages, and
the first visitor of a fresh server who opens a link to one trial then sees nothing.
"""
