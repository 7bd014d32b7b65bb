"""What every screen shares: clock, refusals, access declarations, forms, navigation. Imports nothing of ours above it."""
