"""What things cost, beside a floor measured in the same interleaved run. Prints; never fails a build.

`make bench` runs all of them, `make bench ARGS=outbox` one. Times are given as ratios only: on a shared machine they move by
more than anything measured here. Each bench has a copy of the demo school of its own, dropped at its end.
"""
