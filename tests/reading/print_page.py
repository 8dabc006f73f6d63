"""Prints `docs/endpoints.md` from the filters: `python -m tests.reading.print_page > docs/endpoints.md`."""

import sys

from mirror.reading.resources import markdown

PAGE = f"""# Endpoints and filters

What `m.<provider>.<resource>(...)` and `f1-mirror query <provider>.<resource>` take: the providers' own names and filters.
Printed from the code.

{markdown()}"""

if __name__ == "__main__":
    sys.stdout.write(PAGE)
