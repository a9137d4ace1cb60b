/**
 * Where jobs are kept and taken from: Effect's own port (`effect/persistence/PersistedQueue`), so that its queue runs on any
 * storage of ours. An offer inside a unit of work is part of it: kept when it commits, gone when it does not.
 */
export { PersistedQueueStore as JobQueue } from "effect/persistence/PersistedQueue"
