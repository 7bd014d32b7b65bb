"""What the outbox keeps, for whom and how long."""

from coop.web.privacy import Kept

_SENDER = "the sender only; nobody's screen"
FIELDS = {
    "message.id": Kept("to tell rows apart", _SENDER, "90 days after sending"),
    "message.dedupe": Kept("so that one thing is said once; a keyed digest", _SENDER, "90 days after sending"),
    "message.message_id": Kept("so that a mail sent twice is one mail; random", _SENDER, "90 days after sending"),
    "message.recipient": Kept("to send the mail; sealed", _SENDER, "emptied when sent, or 7 days after giving up"),
    "message.subject": Kept("to send the mail; sealed", _SENDER, "emptied when sent, or 7 days after giving up"),
    "message.body": Kept("to send the mail; sealed", _SENDER, "emptied when sent, or 7 days after giving up"),
    "message.state": Kept("to know what is left to send", "administrator, as a count", "90 days after sending"),
    "message.due_at": Kept("to send in time", _SENDER, "90 days after sending"),
    "message.attempts": Kept("to wait longer after each failure", _SENDER, "90 days after sending"),
    "message.reason": Kept("the kind of failure, without its sentence", "administrator", "90 days after sending"),
    "message.queued_at": Kept("to see delays", _SENDER, "90 days after sending"),
    "message.sent_at": Kept("to clear old rows", _SENDER, "90 days after sending"),
}
