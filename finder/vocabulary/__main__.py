"""`python -m finder.vocabulary`: check the profile that NET_FINDER_PROFILE names, and say what it holds."""

import sys

from finder.errors import FinderError
from finder.vocabulary.check import check_profile
from finder.vocabulary.profile import load_profile

try:
    counts = check_profile()
except FinderError as error:
    sys.exit(str(error))
print(f"The profile {load_profile().name} can be used: {', '.join(f'{name} {n}' for name, n in counts.items() if n)}.")
