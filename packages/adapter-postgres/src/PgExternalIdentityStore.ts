import {
  AccountId,
  type ExternalIdentity,
  ExternalIdentityStore,
  Issuer,
  type LinkedIdentity,
  Subject,
  Time
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { rows, time } from "./rows.ts"

const owners = rows(Schema.Struct({ accountId: AccountId }))
const listed = rows(Schema.Struct({ issuer: Issuer, subject: Subject, accountId: AccountId, linkedAt: Time.Timestamp }))

export const layer: Layer.Layer<ExternalIdentityStore, never, Database> = Layer.effect(
  ExternalIdentityStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const find = Effect.fn("PgExternalIdentityStore.find")(function* ({
      issuer,
      subject
    }: Pick<ExternalIdentity, "issuer" | "subject">) {
      const [one] = yield* owners(read`
        SELECT account_id AS "accountId" FROM external_identity WHERE issuer = ${issuer} AND subject = ${subject}`)
      return one?.accountId ?? null
    })

    const link = Effect.fn("PgExternalIdentityStore.link")(function* ({
      accountId,
      issuer,
      linkedAt,
      subject
    }: LinkedIdentity) {
      const [one] = yield* owners(sql`
        INSERT INTO external_identity (issuer, subject, account_id, linked_at)
        SELECT ${issuer}, ${subject}, owner.id, ${linkedAt}::timestamptz
        FROM (SELECT id FROM account WHERE id = ${accountId}::uuid FOR KEY SHARE) owner
        ON CONFLICT DO NOTHING RETURNING account_id AS "accountId"`)
      return one !== undefined
    })

    const list = Effect.fn("PgExternalIdentityStore.list")((accountId: AccountId) =>
      listed(read`
        SELECT t.issuer, t.subject, t.account_id AS "accountId", ${read.literal(time("t.linked_at"))} AS "linkedAt"
        FROM external_identity t WHERE t.account_id = ${accountId}::uuid
        ORDER BY t.linked_at, t.issuer COLLATE "C", t.subject COLLATE "C"`)
    )

    return ExternalIdentityStore.of({ find, link, list })
  })
)
