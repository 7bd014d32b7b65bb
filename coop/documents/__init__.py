"""Documents made in the background: accessible PDFs, progress, sealed storage, one download."""
