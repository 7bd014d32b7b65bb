"""The pantry: catalogue, donations, stock, distributions, baskets, the desk. Knows beneficiaries by random number only."""
