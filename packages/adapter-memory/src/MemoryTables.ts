/**
 * One immutable snapshot holds every table. A unit works on a draft of it and publishes the draft in one assignment,
 * so readers only ever see committed state and a unit that does not finish leaves nothing behind.
 */
import { UnitOfWork } from "@duka/core"
import { Clock, Context, Effect, Exit, Layer, Result, Semaphore } from "effect"
import { Bug } from "./Bug.ts"
import { empty, type Tables } from "./Tables.ts"

/** The committed state is a cell, and so is a unit's draft: a nested unit is to its draft what a unit is to the state. */
interface Cell {
  tables: Tables
  ended: boolean
  /** One writer at a time for each cell. Readers never wait. */
  readonly writer: Semaphore.Semaphore
}

const cell = (tables: Tables): Cell => ({ tables, ended: false, writer: Semaphore.makeUnsafe(1) })

/** What a change answers and the tables as they are then; or why nothing has changed. */
export type Change<A, E = never> = Result.Result<readonly [A, Tables], E | Bug>

export class MemoryTables extends Context.Service<
  MemoryTables,
  {
    read<A>(f: (tables: Tables) => A): Effect.Effect<A>
    /** A read that may fail. */
    find<A, E>(f: (tables: Tables) => Result.Result<A, E>): Effect.Effect<A, E>
    /** One store operation: decided from the tables and applied to them with nobody in between. A bug is a defect. */
    change<A, E = never>(f: (tables: Tables) => Change<A, E>): Effect.Effect<A, E>
    /** Called each time that the committed state has become another one. */
    onCommit(listener: (before: Tables, after: Tables) => void): void
  }
>()("@duka/adapter-memory/MemoryTables") {}

let instances = 0

export const layer: Layer.Layer<MemoryTables | UnitOfWork> = Layer.effectContext(
  Effect.sync(() => {
    const committed = cell(empty)
    const listeners: Array<(before: Tables, after: Tables) => void> = []
    const set = (cell: Cell, tables: Tables) => {
      const before = cell.tables
      cell.tables = tables
      if (cell === committed) for (const listener of listeners) listener(before, tables)
    }
    // A key of its own for each instance: two shops in one process must not share a draft.
    const Current = Context.Reference<Cell>(`@duka/adapter-memory/Current/${++instances}`, {
      defaultValue: () => committed
    })
    const current = Effect.flatMap(Current, (cell) =>
      cell.ended ? Effect.die(new Error("A fiber has outlived the unit of work that forked it.")) : Effect.succeed(cell)
    )

    const read: MemoryTables["Service"]["read"] = (f) => Effect.map(current, (cell) => f(cell.tables))

    const find: MemoryTables["Service"]["find"] = (f) =>
      Effect.flatMap(current, (cell) => Effect.fromResult(f(cell.tables)))

    const change: MemoryTables["Service"]["change"] = <A, E>(f: (tables: Tables) => Change<A, E>) =>
      Effect.flatMap(current, (cell) =>
        cell.writer.withPermit(
          Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, E> => {
            const decided = f({ ...cell.tables, now })
            if (Result.isSuccess(decided)) {
              const [answer, tables] = decided.success
              set(cell, tables)
              return Effect.succeed(answer)
            }
            return decided.failure instanceof Bug ? Effect.die(decided.failure) : Effect.fail(decided.failure)
          })
        )
      )

    const commit: UnitOfWork["Service"]["commit"] = (work) =>
      Effect.flatMap(current, (parent) =>
        parent.writer.withPermit(
          Effect.suspend(() => {
            const draft = cell(parent.tables)
            return Effect.onExit(Effect.provideService(work, Current, draft), (exit) =>
              Effect.sync(() => {
                draft.ended = true
                if (Exit.isSuccess(exit)) set(parent, draft.tables)
              })
            )
          })
        )
      )

    return Context.make(
      MemoryTables,
      MemoryTables.of({ read, find, change, onCommit: (listener) => void listeners.push(listener) })
    ).pipe(Context.add(UnitOfWork, UnitOfWork.of({ commit })))
  })
)
