"""Screens: parse, ask access, one verb, answer."""
