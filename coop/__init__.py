"""CO'OP: the project package. Settings, addresses, the timetable, and the shared floors every app stands on."""
