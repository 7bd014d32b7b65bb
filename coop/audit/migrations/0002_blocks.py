"""Blocks, and the triggers and owner's functions that make the journal append-only. Read `coop/audit/sealing.py` first."""

from django.db import migrations, models

GUARDS = """
CREATE FUNCTION audit_is_owner(relation oid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = relation
$$;

-- Rows of the journal: the transaction's number is not the writer's to choose; nothing changes afterwards but the number of the
-- block, once, through audit_seal(); nothing goes but through audit_retire().
CREATE FUNCTION audit_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  writer text := coalesce(current_setting('coop.audit_writer', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.xid := pg_current_xact_id()::text::bigint;
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

CREATE FUNCTION audit_guard_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF audit_is_owner(TG_RELID) AND coalesce(current_setting('coop.audit_writer', true), '') IN ('seal', 'retire') THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  RAISE EXCEPTION 'Blocks of the journal are written by audit_seal() and audit_retire() alone.'
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_only_grows BEFORE INSERT OR UPDATE OR DELETE ON audit_journalentry
  FOR EACH ROW EXECUTE FUNCTION audit_guard_entry();
CREATE TRIGGER audit_block_guarded BEFORE INSERT OR UPDATE OR DELETE ON audit_block
  FOR EACH ROW EXECUTE FUNCTION audit_guard_block();
"""

FUNCTIONS = """
CREATE FUNCTION audit_part(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT octet_length(value) || ':' || value || ','
$$;

-- What a row says, without ambiguity: each part with its length before it. coop/audit/verify.py says the same in Python.
CREATE FUNCTION audit_row_digest(e audit_journalentry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(
    audit_part(e.id::text) || audit_part((extract(epoch FROM e.recorded_at) * 1000000)::bigint::text) || audit_part(e.by_id::text)
    || audit_part(e.action) || audit_part(e.object_type) || audit_part(e.object_id) || audit_part(e.state)
    || audit_part(e.purpose) || audit_part(e.person), 'UTF8'))
$$;

-- Put the oldest rows that no open transaction can still join into the next block; how many.
CREATE FUNCTION audit_seal(most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  horizon bigint;
  previous audit_block%ROWTYPE;
  fresh audit_block%ROWTYPE;
  rows_digest bytea;
BEGIN
  LOCK TABLE audit_block IN SHARE ROW EXCLUSIVE MODE;
  horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  SELECT * INTO previous FROM audit_block ORDER BY number DESC LIMIT 1;
  fresh.number := coalesce(previous.number, 0) + 1;
  fresh.previous := coalesce(previous.digest, ''::bytea);
  PERFORM set_config('coop.audit_writer', 'seal', true);
  UPDATE audit_journalentry SET block = fresh.number WHERE id IN (
    SELECT id FROM audit_journalentry WHERE block IS NULL AND xid < horizon ORDER BY id LIMIT most);
  GET DIAGNOSTICS fresh.size = ROW_COUNT;
  IF fresh.size > 0 THEN
    SELECT string_agg(audit_row_digest(e), ''::bytea ORDER BY e.id), min(e.recorded_at), max(e.recorded_at)
      INTO rows_digest, fresh.first_at, fresh.last_at FROM audit_journalentry e WHERE e.block = fresh.number;
    fresh.digest := sha256(convert_to(
      audit_part(fresh.number::text) || audit_part(fresh.size::text) || audit_part(encode(fresh.previous, 'hex')), 'UTF8')
      || rows_digest);
    fresh.sealed_at := clock_timestamp();
    INSERT INTO audit_block VALUES (fresh.*);
  END IF;
  PERFORM set_config('coop.audit_writer', '', true);
  RETURN fresh.size;
END $$;

-- Remove the oldest blocks, whole, when both sealed and written more than `days` ago; the last one's hash stays as the anchor.
CREATE FUNCTION audit_retire(days integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  young timestamptz := clock_timestamp() - make_interval(days => days);
  through bigint;
  gone bigint;
BEGIN
  IF days IS NULL OR days < 183 THEN
    RAISE EXCEPTION 'The journal is kept for at least 183 days.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  LOCK TABLE audit_block IN SHARE ROW EXCLUSIVE MODE;
  SELECT coalesce(min(number) FILTER (WHERE sealed_at >= young OR last_at >= young) - 1, max(number)) INTO through FROM audit_block;
  PERFORM set_config('coop.audit_writer', 'retire', true);
  DELETE FROM audit_journalentry WHERE block <= through;
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM audit_block WHERE number < through;
  UPDATE audit_block SET retired_at = clock_timestamp() WHERE number = through AND retired_at IS NULL;
  PERFORM set_config('coop.audit_writer', '', true);
  RETURN gone;
END $$;

-- After a restore into another cluster, transaction numbers start again: rows not yet sealed count as old. For the owner only.
CREATE FUNCTION audit_restored() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
BEGIN
  PERFORM set_config('coop.audit_writer', 'restored', true);
  UPDATE audit_journalentry SET xid = 0 WHERE block IS NULL;
  GET DIAGNOSTICS touched = ROW_COUNT;
  PERFORM set_config('coop.audit_writer', '', true);
  RETURN touched;
END $$;
REVOKE ALL ON FUNCTION audit_restored() FROM PUBLIC;

-- The owner's functions look nowhere but in the schema they were made in.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_seal(integer)', 'audit_retire(integer)', 'audit_restored()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
  END LOOP;
END $$;
"""

UNDO = """
DROP FUNCTION audit_restored();
DROP FUNCTION audit_retire(integer);
DROP FUNCTION audit_seal(integer);
DROP FUNCTION audit_row_digest(audit_journalentry);
DROP FUNCTION audit_part(text);
"""
UNGUARD = """
DROP TRIGGER audit_block_guarded ON audit_block;
DROP TRIGGER audit_only_grows ON audit_journalentry;
DROP FUNCTION audit_guard_block();
DROP FUNCTION audit_guard_entry();
DROP FUNCTION audit_is_owner(oid);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("size", models.IntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("previous", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField("journalentry", "block", models.BigIntegerField(null=True, editable=False)),
        migrations.RemoveIndex("journalentry", "journal_by_action"),
        migrations.AddIndex("journalentry", models.Index("recorded_at", "id", name="journal_by_time")),
        migrations.AddIndex("journalentry", models.Index("by_id", "recorded_at", "id", name="journal_by_account")),
        migrations.AddIndex("journalentry", models.Index("action", "recorded_at", "id", name="journal_by_action")),
        migrations.AddIndex("journalentry", models.Index("object_id", "recorded_at", "id", name="journal_by_object")),
        migrations.AddIndex("journalentry", models.Index("block", "id", name="journal_by_block")),
        migrations.AddIndex(
            "journalentry", models.Index("xid", condition=models.Q(block__isnull=True), name="journal_unsealed")
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
