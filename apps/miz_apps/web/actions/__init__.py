"""What can be done over HTTP, once for both faces: commands in, answers out, rules in the core.

`miz_apps.web.actions.table` is the whole list; the other modules hold the commands, answers and
functions of one context each.
"""
