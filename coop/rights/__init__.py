"""A person's own data, retention and data-protection papers: composition over the apps."""
