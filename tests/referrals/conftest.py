"""What the tests of the confidential side share."""

from contextlib import contextmanager

import pytest
from django.db import connection

from referrals import guard


@pytest.fixture
def unguarded():
    """A block without our own alarm, as production is: what answers is the database alone."""

    @contextmanager
    def block():
        wrappers = connection.execute_wrappers
        where = wrappers.index(guard._refuse_outside)
        taken = wrappers.pop(where)
        try:
            yield
        finally:
            wrappers.insert(where, taken)

    return block
