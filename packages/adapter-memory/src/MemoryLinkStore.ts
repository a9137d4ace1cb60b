import { type Link, type LinkPurpose, LinkStore, type Time } from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const insert = (tables: Tables, link: Link): Tables => {
  if (!HashMap.has(tables.accounts, link.accountId)) return tables
  const others = HashMap.filter(
    tables.links,
    ({ accountId, purpose }) => accountId !== link.accountId || purpose !== link.purpose
  )
  return { ...tables, links: HashMap.set(others, link.hash, link) }
}

const take = (tables: Tables, hash: string, purpose: LinkPurpose, at: Time.Timestamp): Change<Link | null> => {
  const found = row(tables.links, hash)
  return Result.succeed(
    found?.purpose === purpose && found.expiresAt > at
      ? [found, { ...tables, links: HashMap.remove(tables.links, hash) }]
      : [null, tables]
  )
}

export const layer: Layer.Layer<LinkStore, never, MemoryTables> = Layer.effect(
  LinkStore,
  Effect.gen(function* () {
    const { change } = yield* MemoryTables
    return LinkStore.of({
      insert: (link) => change((tables) => Result.succeed([undefined, insert(tables, link)])),
      removeAll: (accountId) =>
        change((tables) =>
          Result.succeed([
            undefined,
            { ...tables, links: HashMap.filter(tables.links, (link) => link.accountId !== accountId) }
          ])
        ),
      take: (hash, purpose, at) => change((tables) => take(tables, hash, purpose, at))
    })
  })
)
