import {
  type AccessChanges,
  type AccountId,
  type Rotation,
  type Session,
  type SessionId,
  SessionStore,
  Text,
  type Time
} from "@duka/core"
import { Chunk, Effect, HashMap, Layer, Result } from "effect"
import { noted, sessionsOf, withoutSessions } from "./accountChanges.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const lastUsedFirst = (a: Session, b: Session): number =>
  -(Text.compare(a.usedAt, b.usedAt) || Text.compare(a.id, b.id))

const theirs = (tables: Tables, accountId: AccountId): ReadonlyArray<Session> =>
  sessionsOf(tables, accountId)
    .map(({ session }) => session)
    .toSorted(lastUsedFirst)

const ended = (tables: Tables, ids: ReadonlyArray<SessionId>, at: Time.Timestamp): Tables =>
  noted(
    withoutSessions(tables, ids),
    at,
    ids.map((session) => ({ session }))
  )

interface Opening {
  readonly refreshHash: string
  readonly passwordHash: string | null
  readonly most: number
}

const open = (tables: Tables, session: Session, { most, passwordHash, refreshHash }: Opening): Change<boolean> => {
  const owner = row(tables.accounts, session.accountId)
  if (owner?.account.status !== "active" || owner.passwordHash !== passwordHash) {
    return Result.succeed([false, tables])
  }
  const old = theirs(tables, session.accountId).filter(
    ({ expiresAt }, place) => place >= most - 1 || expiresAt <= session.createdAt
  )
  const next = ended(
    tables,
    old.map(({ id }) => id),
    session.createdAt
  )
  return Result.succeed([
    true,
    {
      ...next,
      sessions: HashMap.set(next.sessions, session.id, { session, current: refreshHash }),
      refreshTokens: HashMap.set(next.refreshTokens, refreshHash, session.id)
    }
  ])
}

const rotate = (
  tables: Tables,
  asked: {
    readonly hash: string
    readonly next: string
    readonly at: Time.Timestamp
    readonly expiresAt: Time.Timestamp
  }
): Change<Rotation> => {
  const { at, hash, next } = asked
  const id = row(tables.refreshTokens, hash)
  const found = id === undefined ? undefined : row(tables.sessions, id)
  if (found === undefined) return Result.succeed([{ _tag: "Unknown" }, tables])
  const { current, session } = found
  if (current !== hash) {
    const { accountId, id: sessionId } = session
    return Result.succeed([{ _tag: "Reused", sessionId, accountId }, ended(tables, [sessionId], at)])
  }
  if (session.expiresAt <= at) return Result.succeed([{ _tag: "Unknown" }, tables])
  const expiresAt = asked.expiresAt < session.endsAt ? asked.expiresAt : session.endsAt
  const moved = { ...session, usedAt: at, expiresAt }
  return Result.succeed([
    { _tag: "Rotated", session: moved },
    {
      ...tables,
      sessions: HashMap.set(tables.sessions, session.id, { session: moved, current: next }),
      refreshTokens: HashMap.set(tables.refreshTokens, next, session.id)
    }
  ])
}

const end = (tables: Tables, accountId: AccountId, id: SessionId, at: Time.Timestamp): Change<boolean> =>
  Result.succeed(
    row(tables.sessions, id)?.session.accountId === accountId ? [true, ended(tables, [id], at)] : [false, tables]
  )

const endAll = (
  tables: Tables,
  accountId: AccountId,
  at: Time.Timestamp,
  { except }: { readonly except?: SessionId } = {}
): Change<ReadonlyArray<SessionId>> => {
  const gone = theirs(tables, accountId).flatMap(({ id }) => (id === except ? [] : [id]))
  return Result.succeed([gone, ended(tables, gone, at)])
}

const changes = ({ accessChanges }: Tables, since: Time.Timestamp): AccessChanges => {
  const told = Chunk.toReadonlyArray(accessChanges).filter(({ at }) => at >= since)
  return {
    ended: told.flatMap(({ change }) => ("session" in change ? [change.session] : [])),
    accounts: told.flatMap(({ change }) => ("account" in change ? [change.account] : []))
  }
}

export const layer: Layer.Layer<SessionStore, never, MemoryTables> = Layer.effect(
  SessionStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return SessionStore.of({
      open: (session, opening) => change((tables) => open(tables, session, opening)),
      rotate: (asked) => change((tables) => rotate(tables, asked)),
      end: (accountId, id, at) => change((tables) => end(tables, accountId, id, at)),
      endAll: (accountId, at, options) => change((tables) => endAll(tables, accountId, at, options)),
      list: (accountId, at) => read((tables) => theirs(tables, accountId).filter(({ expiresAt }) => expiresAt > at)),
      changes: (since) => read((tables) => changes(tables, since))
    })
  })
)
