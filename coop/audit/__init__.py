"""The journal: who read and changed what, append-only, sealed in blocks. Knows users by number."""
