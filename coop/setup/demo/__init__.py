"""The demo school: fictional people, a living month, and the school year 2020-21 as it is documented.

Everything is made by the verbs the screens use, in the order of the days, with the clock set (`timeline.py`). Nothing here
writes a row by itself. Chance comes from one seed, so that two copies show the same figures.
"""
