"""What each screen costs, beside a bare floor, in one run. Prints; never fails a build."""
