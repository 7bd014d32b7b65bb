"""Close the compartment: one opening function, and policies that look for its trace.

* `referrals_open` writes the journal row, then notes its number in a setting of this transaction. It is the only way in.
* `referrals_opened(part)` answers what that journal row says, and only while the transaction that wrote it runs: a setting
  made by hand, or left over, opens nothing.
* Policies ask `(select referrals_opened('task'))`: a scalar sub-select, so that it is evaluated once per statement.

The functions run as their owner. Their search path is pinned to the schema that this migration runs in, whatever its name,
with the temporary schema last, so that nobody can put a journal of their own in front.

Who sees which rows is the table `POLICIES` below: table, name, command, rows that exist (USING), rows to be (CHECK).
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION referrals_opened(part text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    opening bigint := nullif(current_setting('referrals.opening', true), '')::bigint;
    answer text;
BEGIN
    IF opening IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT CASE part WHEN 'task' THEN e.object_id WHEN 'actor' THEN e.by_id::text WHEN 'person' THEN e.person END
      INTO answer
      FROM audit_journalentry e
     WHERE e.id = opening
       AND e.xid = pg_current_xact_id_if_assigned()::text::bigint
       AND e.action = 'compartment.open';
    RETURN answer;
END $$;

CREATE FUNCTION referrals_open(actor bigint, person text, task text, purpose text,
                               happened_at timestamptz DEFAULT clock_timestamp())
RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    former text := coalesce(current_setting('referrals.opening', true), '');
    opening bigint;
BEGIN
    IF task = '' OR purpose = '' THEN
        RAISE EXCEPTION 'The compartment opens for a task and a purpose.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM nullif(person, '')::uuid;
    IF task = 'social_work' AND NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant g
         WHERE g.user_id = actor AND g.role = 'social_worker'
           AND g.starts <= (happened_at + interval '14 hours')::date
           AND (g.ends IS NULL OR g.ends >= (happened_at - interval '14 hours')::date)
           AND (to_jsonb(g) ->> 'revoked_at') IS NULL
    ) THEN
        RAISE EXCEPTION 'Only a social worker opens the compartment for social work.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_journalentry (xid, recorded_at, by_id, action, object_type, object_id, state, purpose, person)
    VALUES (pg_current_xact_id()::text::bigint, happened_at, actor, 'compartment.open', 'referrals.compartment', task, '',
            purpose, person)
    RETURNING id INTO opening;
    -- The server's own log keeps the trace of a transaction that is rolled back.
    RAISE LOG 'compartment.open % by % for % (%) person %', opening, actor, task, purpose, person;
    PERFORM set_config('referrals.opening', opening::text, true);
    RETURN former;
END $$;

CREATE FUNCTION referrals_circle() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT coalesce(array_agg(m.case_id), '{}')
      FROM referrals_circlemember m
     WHERE m.until IS NULL AND m.user_id = referrals_opened('actor')::bigint AND referrals_opened('task') = 'social_work'
$$;

CREATE FUNCTION referrals_unclaimed(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT NOT EXISTS (SELECT 1 FROM referrals_circlemember m WHERE m.case_id = wanted)
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY['referrals_opened(text)', 'referrals_open(bigint, text, text, text, timestamptz)',
                                     'referrals_circle()', 'referrals_unclaimed(uuid)']
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', signature, current_schema());
    END LOOP;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION referrals_unclaimed(uuid);
DROP FUNCTION referrals_circle();
DROP FUNCTION referrals_open(bigint, text, text, text, timestamptz);
DROP FUNCTION referrals_opened(text);
"""

TASK = "(select referrals_opened('task'))"
ACTOR = "(select referrals_opened('actor'))::bigint"
PERSON = "nullif((select referrals_opened('person')), '')::uuid"
SOCIAL_WORK = f"{TASK} = 'social_work'"


def circle(column: str) -> str:
    return f"({SOCIAL_WORK} AND {column} = ANY ((select referrals_circle())::uuid[]))"


def person(task: str, column: str) -> str:
    return f"({TASK} = '{task}' AND {column} = {PERSON})"


def tasks(*names: str) -> str:
    return f"{TASK} IN ({', '.join(repr(name) for name in names)})"




POLICIES: list[tuple[str, str, str, str | None, str | None]] = [
    # Requests: written by whoever asks or refers, never read back; the queue for social workers, then the circle.
    ("request", "ask", "INSERT", None, f"{tasks('ask')} AND source = 'self' AND case_id IS NULL"),
    ("request", "refer", "INSERT", None, f"{tasks('refer')} AND source = 'staff' AND case_id IS NULL"),
    ("request", "queue", "SELECT", f"{SOCIAL_WORK} AND case_id IS NULL", None),
    ("request", "circle", "SELECT", circle("case_id"), None),
    ("request", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("request", "count", "SELECT", tasks("reports", "retention"), None),
    ("request", "work", "UPDATE", f"{SOCIAL_WORK} AND case_id IS NULL OR {circle('case_id')}",
     f"{SOCIAL_WORK} AND case_id IS NULL OR {circle('case_id')}"),
    ("request", "erase", "DELETE", f"{person('rights', 'case_id')} OR ({tasks('retention')} AND case_id IS NULL)", None),
    ("request", "rekey", "SELECT", tasks("rotation"), None),
    ("request", "rewrap", "UPDATE", tasks("rotation"), tasks("rotation")),
    # Receipts: a referrer's own, and the social worker who moves their state.
    ("receipt", "refer", "INSERT", None, f"{tasks('refer')} AND referrer_id = {ACTOR}"),
    ("receipt", "own", "SELECT", f"{tasks('refer')} AND referrer_id = {ACTOR}", None),
    ("receipt", "work", "SELECT", f"{SOCIAL_WORK} OR {tasks('rights', 'retention')}", None),
    ("receipt", "state", "UPDATE", SOCIAL_WORK, SOCIAL_WORK),
    ("receipt", "erase", "DELETE", tasks("rights", "retention"), None),
    # Blind marks: compared, not read.
    ("blindmark", "note", "INSERT", None, f"{tasks('ask', 'refer')} AND case_id IS NULL OR {circle('case_id')}"),
    ("blindmark", "compare", "SELECT", SOCIAL_WORK, None),
    ("blindmark", "sign_in", "SELECT", f"{tasks('sign_in')} AND kind = 'email' AND case_id IS NOT NULL", None),
    ("blindmark", "rectify", "DELETE", circle("case_id"), None),
    ("blindmark", "erase", "DELETE", f"{person('rights', 'case_id')} OR {tasks('rights', 'retention', 'rotation')}", None),
    ("blindmark", "reach", "SELECT", tasks("rights", "retention", "rotation"), None),
    ("blindmark", "rebuild", "INSERT", None, tasks("rotation")),
    # Files.
    ("case", "open", "INSERT", None, f"{SOCIAL_WORK} AND opened_by = {ACTOR}"),
    ("case", "circle", "SELECT", circle("id"), None),
    ("case", "work", "UPDATE", circle("id"), circle("id")),
    ("case", "person", "SELECT", f"{person('learner', 'id')} OR {person('rights', 'id')}", None),
    ("case", "contact", "UPDATE", person("learner", "id"), person("learner", "id")),
    ("case", "task", "SELECT", tasks("codes", "missed", "reminders", "reports", "retention", "rotation"), None),
    ("case", "collected", "UPDATE", tasks("missed", "rotation"), tasks("missed", "rotation")),
    ("case", "erase", "DELETE", person("rights", "id"), None),
    # Circles: only somebody inside lets another in; the first member is the one who opens the file.
    ("circlemember", "who", "SELECT", f"{SOCIAL_WORK} OR {tasks('missed')}", None),
    ("circlemember", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("circlemember", "join", "INSERT", None,
     f"{circle('case_id')} OR ({SOCIAL_WORK} AND user_id = {ACTOR} AND referrals_unclaimed(case_id))"),
    ("circlemember", "leave", "UPDATE", circle("case_id"), SOCIAL_WORK),
    ("circlemember", "erase", "DELETE", person("rights", "case_id"), None),
    # Appointments: times without names. Everybody's agenda is visible to social workers, the free times to who asks.
    ("appointment", "agenda", "SELECT", f"{SOCIAL_WORK} OR {tasks('slots', 'reminders', 'reports', 'retention')}", None),
    ("appointment", "wish", "INSERT", None, f"{tasks('ask')} AND state = 'wished' AND case_id IS NULL"),
    ("appointment", "book", "INSERT", None, f"{SOCIAL_WORK} AND (case_id IS NULL OR {circle('case_id')})"),
    ("appointment", "settle", "UPDATE", f"{SOCIAL_WORK} AND case_id IS NULL OR {circle('case_id')}",
     f"{SOCIAL_WORK} AND case_id IS NULL OR {circle('case_id')}"),
    ("appointment", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("appointment", "cancel", "UPDATE", person("learner", "case_id"), person("learner", "case_id")),
    ("appointment", "erase", "DELETE",
     f"{person('rights', 'case_id')} OR ({tasks('retention')} AND case_id IS NULL)", None),
    # Interviews: the fact for the circle, the text as far as its author lets it be read, the draft for its writer alone.
    ("interview", "circle", "ALL", circle("case_id"), circle("case_id")),
    ("interview", "count", "SELECT", tasks("reports", "retention"), None),
    ("interview", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("interview", "erase", "DELETE", person("rights", "case_id"), None),
    ("interviewversion", "read", "SELECT", f"{circle('case_id')} AND (NOT author_only OR written_by = {ACTOR})", None),
    ("interviewversion", "sign", "INSERT", None, f"{circle('case_id')} AND written_by = {ACTOR}"),
    ("interviewversion", "person", "SELECT", person("rights", "case_id"), None),
    ("interviewversion", "erase", "DELETE", person("rights", "case_id"), None),
    ("interviewdraft", "own", "ALL", f"{circle('case_id')} AND saved_by = {ACTOR}",
     f"{circle('case_id')} AND saved_by = {ACTOR}"),
    ("interviewdraft", "reach", "SELECT", person("rights", "case_id"), None),
    ("interviewdraft", "erase", "DELETE", person("rights", "case_id"), None),
    # Decisions and what follows from them.
    ("decision", "circle", "ALL", circle("case_id"), circle("case_id")),
    ("decision", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("decision", "task", "SELECT", tasks("codes", "missed", "reports", "retention", "needs"), None),
    ("decision", "forget_needs", "UPDATE", tasks("needs"), f"{tasks('needs')} AND sealed_terms IS NULL"),
    ("decision", "erase", "DELETE", person("rights", "case_id"), None),
    ("pause", "circle", "SELECT", circle("case_id"), None),
    ("pause", "note", "INSERT", None, f"{circle('case_id')} OR {person('learner', 'case_id')}"),
    ("pause", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("pause", "erase", "DELETE", person("rights", "case_id"), None),
    ("pickupcode", "task", "ALL", tasks("codes"), tasks("codes")),
    ("pickupcode", "circle", "SELECT", circle("case_id"), None),
    ("pickupcode", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("pickupcode", "erase", "DELETE", person("rights", "case_id"), None),
    ("followup", "circle", "ALL", circle("case_id"), circle("case_id")),
    ("followup", "note", "INSERT", None, tasks("missed")),
    ("followup", "noted", "SELECT", tasks("missed"), None),
    ("followup", "reach", "SELECT", person("rights", "case_id"), None),
    ("followup", "erase", "DELETE", person("rights", "case_id"), None),
    # The learner's way in.
    ("signincode", "sign_in", "ALL", tasks("sign_in"), tasks("sign_in")),
    ("signincode", "erase", "DELETE", f"{person('rights', 'case_id')} OR {tasks('retention')}", None),
    ("signincode", "reach", "SELECT", tasks("rights", "retention"), None),
    ("learnersession", "sign_in", "ALL", tasks("sign_in"), tasks("sign_in")),
    ("learnersession", "erase", "DELETE", f"{person('rights', 'case_id')} OR {tasks('retention')}", None),
    ("learnersession", "reach", "SELECT", tasks("rights", "retention"), None),
    # What is left of erased files: numbers.
    ("anonymouscount", "count", "SELECT", tasks("reports", "retention", "rights"), None),
    ("anonymouscount", "first", "INSERT", None, tasks("rights", "retention")),
    ("anonymouscount", "more", "UPDATE", tasks("rights", "retention"), tasks("rights", "retention")),
]
TABLES = sorted({table for table, *_rest in POLICIES})


def close() -> str:
    lines = [
        f"ALTER TABLE referrals_{table} ENABLE ROW LEVEL SECURITY;"
        f" ALTER TABLE referrals_{table} FORCE ROW LEVEL SECURITY;"
        for table in TABLES
    ]
    for table, name, command, using, check in POLICIES:
        rule = f"CREATE POLICY {table}_{name} ON referrals_{table} FOR {command}"
        rule += f" USING ({using})" if using else ""
        rule += f" WITH CHECK ({check})" if check else ""
        lines.append(rule + ";")
    return "\n".join(lines)


def reopen() -> str:
    lines = [f"DROP POLICY {table}_{name} ON referrals_{table};" for table, name, *_rest in POLICIES]
    lines += [
        f"ALTER TABLE referrals_{table} NO FORCE ROW LEVEL SECURITY;"
        f" ALTER TABLE referrals_{table} DISABLE ROW LEVEL SECURITY;"
        for table in TABLES
    ]
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("audit", "0001_initial"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(close(), reopen()),
    ]
