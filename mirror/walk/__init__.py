"""Which scopes are due, where their next page is, and what their checkpoints say when it has come.

`due` lists, `walk` goes from page to page, `parts` and `absence` deal with walks that could not be believed or left rows
out, `checkpoints` writes down where it stands.
"""
