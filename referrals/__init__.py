"""The confidential side: requests, cases, interviews, decisions. A closed compartment; nobody imports it."""
