"""Parts of pages: functions from rows to HTML, and the widgets."""
