"""`make reset`: forget the data of this copy. Other copies, and servers named by DATABASE_URL, are left alone."""

from __future__ import annotations

import os
import shutil

from coop.services import broker, postgres
from coop.services.places import instance_name, places


def main() -> None:
    """Stop the copy's servers and remove its folder."""
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL names a server of yours: its data is not ours to forget. Drop it there.")
    where = places(instance_name())
    broker.stop(where)
    postgres.stop(where)
    shutil.rmtree(where.home)
    shutil.rmtree(where.run, ignore_errors=True)
    print(f"The data of the copy on port {instance_name()} is forgotten.")


if __name__ == "__main__":
    main()
