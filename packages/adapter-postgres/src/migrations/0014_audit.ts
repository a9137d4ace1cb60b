import { statements } from "./statements.ts"

/**
 * The log of what staff did and of who signed in. Rows are added, and nothing else: the database refuses it by itself, for
 * each statement, so that one which finds no row is refused too, and whatever `session_replication_role` says. No foreign
 * keys: what was removed goes on standing here.
 */
export const audit = statements(
  `CREATE TABLE audit_entry (
    id uuid PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('customer', 'staff', 'apiClient', 'system', 'guest')),
    actor_id text,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text,
    network text,
    changed text[] NOT NULL,
    before jsonb,
    after jsonb
  )`,
  `CREATE INDEX audit_entry_by_time ON audit_entry (at, id)`,
  `CREATE INDEX audit_entry_by_actor ON audit_entry (actor_id, at, id)`,
  `CREATE INDEX audit_entry_by_subject ON audit_entry (subject_id, at, id)`,
  `CREATE INDEX audit_entry_by_action ON audit_entry (action, at, id)`,
  `CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()`,
  `ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_append_only`
)
