"""A row that says that the compartment was opened is written by the owner's function alone.

The policies of the confidential side believe such a row. Were the application's account able to write one by hand, injected SQL
could name itself a social worker; now it has to go through the function, which asks for the role.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION audit_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  writer text := coalesce(current_setting('coop.audit_writer', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
%s    NEW.xid := pg_current_xact_id()::text::bigint;
    NEW.block := NULL;
    RETURN NEW;
  END IF;
  IF audit_is_owner(TG_RELID) THEN
    IF TG_OP = 'DELETE' AND writer = 'retire' THEN
      RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.block IS NULL THEN
      IF writer = 'seal' THEN OLD.block := NEW.block; END IF;
      IF writer = 'restored' THEN OLD.xid := NEW.xid; END IF;
      IF writer IN ('seal', 'restored') AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
      END IF;
    END IF;
  END IF;
  RAISE EXCEPTION 'The journal only grows.' USING ERRCODE = 'insufficient_privilege';
END $$;
"""
OPENINGS = """    IF NEW.action = 'compartment.open' AND NOT audit_is_owner(TG_RELID) THEN
      RAISE EXCEPTION 'An opening is written by the function that opens.' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_blocks")]
    operations = [migrations.RunSQL(GUARD % OPENINGS, GUARD % "")]
