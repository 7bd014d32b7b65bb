"""What people type, checked and turned into the words of the verbs; one file per noun."""
