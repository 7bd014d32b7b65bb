"""What is kept about documents on their way."""

from coop.web.privacy import Kept

_ROW = "30 days after it was asked for"
_WHO = "who asked for it; the data protection officer in the journal"

FIELDS = {
    "document.id": Kept("to find the document", _WHO, _ROW),
    "document.kind": Kept("to know what to make", _WHO, _ROW),
    "document.params": Kept("ids and dates from which it is made; no name, no text", _WHO, _ROW),
    "document.language": Kept("to write it in the reader's language", _WHO, _ROW),
    "document.requested_by": Kept("only who asked may see it", _WHO, _ROW),
    "document.requested_at": Kept("to make the oldest first and to erase in time", _WHO, _ROW),
    "document.state": Kept("to show how far it is", _WHO, _ROW),
    "document.progress": Kept("to show how far it is", _WHO, _ROW),
    "document.attempt": Kept("so that a repeat after a crash has one effect", "nobody", _ROW),
    "document.started_at": Kept("to notice that a worker was lost", "nobody", _ROW),
    "document.finished_at": Kept("to show when it was made", _WHO, _ROW),
    "document.expires_at": Kept("to erase the content in time", _WHO, _ROW),
    "document.downloaded_at": Kept("to say that it was already fetched", _WHO, _ROW),
    "document.wrapped_key": Kept("to open the content once", "nobody", "first download or 24 hours"),
    "document.content": Kept("to hand the document over, sealed", "who asked for it", "first download or 24 hours"),
}
