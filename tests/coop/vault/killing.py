"""`rotate_keys` in a process that is going to be killed: it says when the first batch is committed, and waits there.

    python -m tests.coop.vault.killing GATE [careless]

`careless` is the twin: the new key stays in the process's memory until the end, as if the ring were written last.
"""

import os
import sys


def main(gate: str, *how: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from coop.vault import keyring, rotation

    if how == ("careless",):
        begun = []
        keyring.write = lambda _file, ring: begun.append(ring)
        real = keyring.ring
        keyring.ring = lambda: begun[-1] if begun else real()
    moved, batches = rotation._move_rows, []

    def one_batch_then_wait(*arguments):
        if sum(batches):
            with open(gate, "w") as said:  # whoever reads the other end now knows where we are
                said.write("here")
            with open(f"{gate}.never") as never:  # and nobody ever writes here
                never.read()
        batches.append(moved(*arguments))
        return batches[-1]

    rotation._move_rows = one_batch_then_wait
    rotation.BATCH = 2
    call_command("rotate_keys")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    main(*sys.argv[1:])
