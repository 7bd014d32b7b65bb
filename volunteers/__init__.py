"""Volunteers: shifts, attendance, hours, credits. Tells downwards, by duties, who may work."""
