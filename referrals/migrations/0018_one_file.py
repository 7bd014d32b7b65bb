"""An opening about one person lets that one file through, and no longer every file of the reader's circles.

The narrower circle is also the cheaper one: a page about one file costs the same for a social worker of ten files and of ten
thousand. Lists read the circle from an index alone.
"""

from django.db import migrations, models

from referrals.migrations._policies import pin

CIRCLE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    reader bigint := referrals_opened('actor')::bigint;
    one uuid := nullif(referrals_opened('person'), '')::uuid;
BEGIN
    IF referrals_opened('task') IS DISTINCT FROM 'social_work' THEN
        RETURN '{{}}';
    ELSIF one IS NULL THEN
        RETURN ARRAY(SELECT m.case_id FROM referrals_circlemember m WHERE m.until IS NULL AND m.user_id = reader
            {emergencies});
    END IF;
    RETURN ARRAY(SELECT m.case_id FROM referrals_circlemember m
                  WHERE m.until IS NULL AND m.user_id = reader AND m.case_id = one
            {this_emergency});
END $$;
"""
FORMER = """
CREATE OR REPLACE FUNCTION {name}() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT coalesce(array_agg(f.case_id), '{{}}')
      FROM (SELECT m.case_id FROM referrals_circlemember m
             WHERE m.until IS NULL AND m.user_id = referrals_opened('actor')::bigint
            {emergencies}) f
     WHERE referrals_opened('task') = 'social_work'
$$;
"""
EMERGENCIES = """UNION
            SELECT r.case_id FROM referrals_emergencyreading r
             WHERE r.opened_by = referrals_opened('actor')::bigint AND r.ends_at > referrals_opened('at')::timestamptz"""
PINNED = pin("referrals_circle()", "referrals_member()")


def both(words: str) -> str:
    """The files that the reader may open, and those whose circle she belongs to."""
    this_emergency = f"{EMERGENCIES} AND r.case_id = one"
    read = words.format(name="referrals_circle", emergencies=EMERGENCIES, this_emergency=this_emergency)
    return read + words.format(name="referrals_member", emergencies="", this_emergency="") + PINNED


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_officer")]

    operations = [
        migrations.RunSQL(both(CIRCLE), both(FORMER)),
        migrations.RemoveIndex("circlemember", "circle_of_user"),
        migrations.AddIndex(
            "circlemember",
            models.Index(
                name="circle_of_user",
                fields=["user_id"],
                include=["case"],
                condition=models.Q(until=None),
            ),
        ),
    ]
