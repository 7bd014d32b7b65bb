"""Words for the policies of later migrations: as in `0002_compartment.py`, where the way is explained."""

Policy = tuple[str, str, str, str | None, str | None]
"""Table, name, command, rows that exist (USING), rows to be (CHECK)."""

TASK = "(select referrals_opened('task'))"
ACTOR = "(select referrals_opened('actor'))::bigint"
PERSON = "nullif((select referrals_opened('person')), '')::uuid"
SOCIAL_WORK = f"{TASK} = 'social_work'"


def circle(column: str) -> str:
    """The files that the actor may open today."""
    return _files_of("referrals_circle", column)


def member(column: str) -> str:
    """The files whose circle the actor belongs to; an emergency is not enough."""
    return _files_of("referrals_member", column)


def _files_of(function: str, column: str) -> str:
    return f"({SOCIAL_WORK} AND {column} = ANY ((select {function}())::uuid[]))"


def person(task: str, column: str) -> str:
    return f"({TASK} = '{task}' AND {column} = {PERSON})"


def tasks(*names: str) -> str:
    return f"{TASK} IN ({', '.join(repr(name) for name in names)})"


def close(*tables: str) -> str:
    """Row-level security for new tables, forced on their owner too."""
    return _alter(tables, "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def reopen(*tables: str) -> str:
    return _alter(tables, "NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")


def _alter(tables: tuple[str, ...], how: str) -> str:
    return "\n".join(f"ALTER TABLE referrals_{table} {how};" for table in tables)


def create(*policies: Policy) -> str:
    lines = []
    for table, name, command, using, check in policies:
        rule = f"CREATE POLICY {table}_{name} ON referrals_{table} FOR {command}"
        rule += f" USING ({using})" if using else ""
        rule += f" WITH CHECK ({check})" if check else ""
        lines.append(rule + ";")
    return "\n".join(lines)


def drop(*policies: Policy) -> str:
    return "\n".join(f"DROP POLICY {table}_{name} ON referrals_{table};" for table, name, *_rest in policies)


def pin(*signatures: str) -> str:
    """The owner's functions look in their own schema only, whatever its name."""
    wanted = ", ".join(f"'{signature}'" for signature in signatures)
    return f"""
DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY[{wanted}]
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', signature, current_schema());
    END LOOP;
END $$;
"""
