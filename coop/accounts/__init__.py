"""Staff and volunteers: users, roles as dated grants, duties, invitations, sign-in. Learners are never here."""
