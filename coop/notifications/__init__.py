"""Messages: an outbox written with the facts, emptied by a sender, worded so that nothing shows."""
