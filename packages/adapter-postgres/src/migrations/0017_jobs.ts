import { statements } from "./statements.ts"

/**
 * The queue's table is made by the queue, just before this. Here it gets what operators need: a name for each job, a time
 * that lists page by, and their indexes; a sequence that does not end; and the event of stock that runs low, written by the
 * database itself with whatever change of a level crosses its threshold.
 */
export const jobs = statements(
  `ALTER SEQUENCE job_sequence_seq AS bigint`,
  `ALTER TABLE job
    ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN enqueued_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()`,
  `CREATE UNIQUE INDEX job_by_uid ON job (uid)`,
  `CREATE INDEX job_by_time ON job (enqueued_at, uid)`,
  `CREATE INDEX job_by_state ON job (state, enqueued_at, uid)`,
  `CREATE INDEX job_by_queue ON job (queue_name, state, enqueued_at, uid)`,
  `CREATE INDEX job_ended ON job (updated_at) WHERE state IN ('completed', 'failed')`,
  `CREATE FUNCTION stock_level_runs_low() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO job (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
    VALUES (gen_random_uuid()::text, 'low-stock',
      jsonb_build_object('variantId', NEW.variant_id, 'storeId', NEW.store_id)::text, 'pending', 0, now(), now(), now());
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER stock_level_low_now AFTER UPDATE ON stock_level FOR EACH ROW
    WHEN (NEW.low AND NOT OLD.low) EXECUTE FUNCTION stock_level_runs_low()`,
  `CREATE TRIGGER stock_level_low_at_first AFTER INSERT ON stock_level FOR EACH ROW
    WHEN (NEW.low) EXECUTE FUNCTION stock_level_runs_low()`
)
