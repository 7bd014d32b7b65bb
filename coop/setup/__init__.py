"""First run, the demo school: composition over the apps' own set-up functions."""
