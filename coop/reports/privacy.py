"""What snapshots keep, and why. They hold counts without any number of a person."""

from coop.web.privacy import Kept

_FIGURES = Kept(
    why="proof of what the pantry did, comparable over the years",
    who="management, through the disclosure gate",
    until="kept: anonymous counts",
)
_FRAME = Kept(why="a closed figure says when and by which rules it was made", who="management", until="kept")
_BY = Kept(why="who closed the period; the number of an account", who="data protection officer", until="kept")

_KEY = Kept(why="a program of the school reads published figures", who="management", until="the key is ended")

FIELDS = {
    "feedkey.id": _KEY,
    "feedkey.name": _KEY,
    "feedkey.digest": _KEY,
    "feedkey.made_at": _KEY,
    "feedkey.made_by": _BY,
    "monthsnapshot.id": _FRAME,
    "monthsnapshot.first_day": _FRAME,
    "monthsnapshot.figures": _FIGURES,
    "monthsnapshot.definitions": _FRAME,
    "monthsnapshot.k_inside": _FRAME,
    "monthsnapshot.k_outside": _FRAME,
    "monthsnapshot.closed_at": _FRAME,
    "monthsnapshot.closed_by": _BY,
    "runningmonth.id": _FRAME,
    "runningmonth.first_day": _FRAME,
    "runningmonth.figures": Kept(
        why="the running month at a glance", who="management, through the gate", until="closing"
    ),
    "runningmonth.counted_at": Kept(why="says as of when the figures are", who="management", until="closing"),
    "yearsnapshot.id": _FRAME,
    "yearsnapshot.year": _FRAME,
    "yearsnapshot.figures": _FIGURES,
    "yearsnapshot.definitions": _FRAME,
    "yearsnapshot.k_inside": _FRAME,
    "yearsnapshot.k_outside": _FRAME,
    "yearsnapshot.closed_at": _FRAME,
    "yearsnapshot.closed_by": _BY,
}
