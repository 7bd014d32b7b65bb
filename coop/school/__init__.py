"""The school's settings: names, languages, places, terms, presence days, thresholds."""
