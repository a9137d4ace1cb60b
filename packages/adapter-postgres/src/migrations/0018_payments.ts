import { statements } from "./statements.ts"

/**
 * Orders know what their payments come to: lists show it, and no order is read with its payments. The ledger is added to
 * and nothing else, and each of its entries sums to zero: the database refuses what is otherwise when it commits.
 */
export const payments = statements(
  `ALTER TABLE orders
    ADD COLUMN authorised bigint NOT NULL DEFAULT 0,
    ADD COLUMN captured bigint NOT NULL DEFAULT 0,
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0,
    ADD COLUMN refunding bigint NOT NULL DEFAULT 0,
    ADD COLUMN payment_open boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT orders_payments CHECK (refunded >= 0 AND refunding >= 0
      AND refunded + refunding <= captured AND captured <= authorised)`,
  `CREATE TABLE payment (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    method text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'authorised', 'captured', 'partially_refunded', 'refunded', 'voided',
      'failed', 'expired')),
    authorised bigint NOT NULL,
    captured bigint NOT NULL,
    refunded bigint NOT NULL,
    refunding bigint NOT NULL,
    capture text NOT NULL CHECK (capture IN ('automatic', 'manual')),
    reference text,
    receipt text,
    decline text,
    next jsonb,
    payer jsonb,
    return_url text,
    closing boolean NOT NULL,
    check_at timestamptz(3),
    checks int NOT NULL,
    key_scope text,
    key text,
    request_hash text,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT payment_sums CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured
      AND captured <= authorised)
  )`,
  `CREATE INDEX payment_by_order ON payment (order_id, created_at, id)`,
  `CREATE INDEX payment_by_creation ON payment (created_at, id)`,
  `CREATE INDEX payment_by_status ON payment (status, created_at, id)`,
  `CREATE INDEX payment_due ON payment (check_at, id) WHERE check_at IS NOT NULL`,
  `CREATE UNIQUE INDEX payment_by_reference ON payment (method, reference) WHERE reference IS NOT NULL`,
  `CREATE UNIQUE INDEX payment_by_key ON payment (key_scope, key) WHERE key IS NOT NULL`,
  `CREATE TABLE refund (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payment (id) ON DELETE CASCADE,
    order_id uuid NOT NULL,
    method text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    by_hand boolean NOT NULL,
    reason text,
    reference text,
    decline text,
    key_scope text,
    key text,
    request_hash text,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX refund_by_payment ON refund (payment_id)`,
  `CREATE INDEX refund_by_order ON refund (order_id, created_at, id)`,
  `CREATE INDEX refund_by_creation ON refund (created_at, id)`,
  `CREATE INDEX refund_by_status ON refund (status, created_at, id)`,
  `CREATE INDEX refund_by_reference ON refund (method, reference) WHERE reference IS NOT NULL`,
  `CREATE UNIQUE INDEX refund_by_key ON refund (key_scope, key) WHERE key IS NOT NULL`,
  // No foreign keys: what has happened to money goes on standing here.
  `CREATE TABLE ledger_entry (
    id uuid PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    kind text NOT NULL CHECK (kind IN ('capture', 'refund')),
    order_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    refund_id uuid,
    currency text NOT NULL
  )`,
  `CREATE INDEX ledger_entry_by_order ON ledger_entry (order_id, at, id)`,
  `CREATE INDEX ledger_entry_by_time ON ledger_entry (currency, at)`,
  // A refund takes money out of the books once.
  `CREATE UNIQUE INDEX ledger_entry_by_refund ON ledger_entry (refund_id) WHERE refund_id IS NOT NULL`,
  `CREATE TABLE ledger_posting (
    entry_id uuid NOT NULL REFERENCES ledger_entry (id),
    account text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry_id, account)
  )`,
  `CREATE FUNCTION ledger_entry_sums() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT coalesce(sum(amount), 1) FROM ledger_posting WHERE entry_id = NEW.id) <> 0 THEN
      RAISE EXCEPTION 'the ledger entry % does not sum to zero', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION ledger_posting_sums() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT sum(amount) FROM ledger_posting WHERE entry_id = NEW.entry_id) <> 0 THEN
      RAISE EXCEPTION 'the ledger entry % does not sum to zero', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE CONSTRAINT TRIGGER ledger_entry_even AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_sums()`,
  `CREATE CONSTRAINT TRIGGER ledger_posting_even AFTER INSERT ON ledger_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_sums()`,
  `CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()`,
  `CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()`,
  `ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only`,
  `ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER ledger_posting_append_only`,
  `ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_even`,
  `ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER ledger_posting_even`,
  `CREATE TABLE provider_message (
    id uuid PRIMARY KEY,
    method text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    about jsonb NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('received', 'settled', 'ignored', 'unknown')),
    received_at timestamptz(3) NOT NULL,
    UNIQUE (method, key)
  )`,
  `CREATE INDEX provider_message_by_time ON provider_message (received_at, id)`,
  `CREATE INDEX provider_message_by_outcome ON provider_message (outcome, received_at, id)`,
  `CREATE INDEX provider_message_by_token ON provider_message (method, (about ->> 'token'))
    WHERE about ->> 'kind' = 'incoming'`
)
