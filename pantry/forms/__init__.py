"""What people type, turned into the pantry's own types; one file per screen."""
