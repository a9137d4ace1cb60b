import { type ExternalIdentity, ExternalIdentityStore, type LinkedIdentity, Text } from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

/** An issuer has no blanks. */
const keyOf = ({ issuer, subject }: Pick<ExternalIdentity, "issuer" | "subject">) => `${issuer} ${subject}`

const link = (tables: Tables, linked: LinkedIdentity): Change<boolean> => {
  const key = keyOf(linked)
  return Result.succeed(
    HashMap.has(tables.externalIdentities, key) || !HashMap.has(tables.accounts, linked.accountId)
      ? [false, tables]
      : [true, { ...tables, externalIdentities: HashMap.set(tables.externalIdentities, key, linked) }]
  )
}

export const layer: Layer.Layer<ExternalIdentityStore, never, MemoryTables> = Layer.effect(
  ExternalIdentityStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return ExternalIdentityStore.of({
      find: (identity) => read((tables) => row(tables.externalIdentities, keyOf(identity))?.accountId ?? null),
      link: (linked) => change((tables) => link(tables, linked)),
      list: (id) =>
        read(({ externalIdentities }) =>
          HashMap.toValues(externalIdentities)
            .filter(({ accountId }) => accountId === id)
            .toSorted(
              (a, b) =>
                Text.compare(a.linkedAt, b.linkedAt) ||
                Text.compare(a.issuer, b.issuer) ||
                Text.compare(a.subject, b.subject)
            )
        )
    })
  })
)
