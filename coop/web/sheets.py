"""Values on their way into a spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: str) -> str:
    """The value as text: none starts a formula when a spreadsheet opens it, whatever somebody typed."""
    risky = value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)
    return f"'{value}" if risky else value
