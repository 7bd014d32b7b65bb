"""Published figures: the disclosure gate, months, years, the dashboard and its reports."""
