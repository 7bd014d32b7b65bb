"""Encryption: the rotating key ring, envelopes, sealed fields and blind indexes. Knows no app."""
