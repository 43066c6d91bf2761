"""Uploaded PDF files read and written anew with pikepdf, in a process that can do nothing else.

Import `PikepdfPapers` from ``miz_adapters.papers.guard``; nothing is imported here, because the
child process pays for every import with each PDF.
"""
