"""The owner's function that ends what is otherwise only added: marks and statements. Read `volunteers/retention.py` first."""

from django.db import migrations

FUNCTION = """
-- Marks go with sign-ups that prove no hours any more, statements with their school year; never anything of the last year.
CREATE FUNCTION volunteers_retire(before timestamptz, year integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  marks bigint;
  statements bigint;
BEGIN
  IF before IS NULL OR year IS NULL OR before > clock_timestamp() - interval '1 year'
     OR year > extract(year FROM clock_timestamp()) - 2 THEN
    RAISE EXCEPTION 'Records of volunteers are kept for a year at least.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM volunteers_attendancemark WHERE sign_up_id IN (
    SELECT s.id FROM volunteers_signup s
    WHERE s.ends_at < before AND NOT EXISTS (SELECT 1 FROM volunteers_workedtime w WHERE w.sign_up_id = s.id));
  GET DIAGNOSTICS marks = ROW_COUNT;
  DELETE FROM volunteers_statement WHERE school_year < year;
  GET DIAGNOSTICS statements = ROW_COUNT;
  RETURN marks + statements;
END $$;

DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION volunteers_retire SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION volunteers_retire(timestamptz, integer)")]
