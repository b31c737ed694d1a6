"""Opens pages of the dashboard one after the other in this process, which has one disease.

A list of pages comes in on standard input as JSON, each as its path and its address; what stands on each goes out.
"""

import json
import sys

from app_pages import open_app

pages = []
for path, address in json.load(sys.stdin):
    page = open_app(path, address).run()
    assert not page.exception, page.exception
    pages.append("\n".join(str(element.proto) for element in page.main))
json.dump(pages, sys.stdout)
