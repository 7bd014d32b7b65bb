"""The servers the application needs: embedded PostgreSQL and Valkey when none are named, and their supervision."""
