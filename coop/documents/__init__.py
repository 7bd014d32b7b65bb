"""Documents made in the background: accessible PDFs, with progress, kept sealed, given once.

A document is asked for (`requests.request_document`), made by a task from what an app registered (`makers.maker`), shown with its
progress at `documents:show`, and erased after its first download or after a day. Only who asked may see it.
May import: notifications, audit, vault, web.
"""
