/** What providers have told, kept once. */
import {
  type MessageFilter,
  type MessageOutcome,
  type Page,
  type PaymentMethod,
  ProviderMessage,
  ProviderMessageId
} from "@duka/core"
import { Effect, Schema } from "effect"
import type { Database } from "./Database.ts"
import { lister } from "./lists.ts"
import { messageText } from "./paymentTexts.ts"
import { rowOrNull, rows, time } from "./rows.ts"

const newestFirst = {
  sort: "-receivedAt",
  by: "t.received_at",
  shown: time("t.received_at"),
  kind: "time",
  id: "t.id"
} as const

const listed = lister(ProviderMessage)
const found = rows(Schema.Struct({ item: ProviderMessage }))
const kept = rowOrNull(Schema.Struct({ id: ProviderMessageId }))

export const providerMessages = ({ read, write: sql }: Database["Service"]) => {
  const item = read.literal(messageText)
  const one = (all: ReadonlyArray<{ readonly item: ProviderMessage }>) => all[0]?.item ?? null

  return {
    keep: Effect.fn("PgPaymentStore.keep")((message: ProviderMessage) =>
      Effect.orDie(
        Effect.map(
          kept(sql`
            INSERT INTO provider_message (id, method, key, kind, about, outcome, received_at)
            VALUES (${message.id}::uuid, ${message.method}, ${message.key}, ${message.kind},
              ${JSON.stringify(message.about)}::jsonb, ${message.outcome}, ${message.receivedAt}::timestamptz)
            ON CONFLICT (method, key) DO NOTHING RETURNING id`),
          (made) => made !== null
        )
      )
    ),
    message: (id: ProviderMessageId) =>
      Effect.map(found(read`SELECT ${item} AS item FROM provider_message t WHERE t.id = ${id}::uuid`), one),
    incoming: (method: PaymentMethod, token: string) =>
      Effect.map(
        found(read`SELECT ${item} AS item FROM provider_message t
          WHERE t.method = ${method} AND t.about ->> 'kind' = 'incoming' AND t.about ->> 'token' = ${token}`),
        one
      ),
    conclude: Effect.fn("PgPaymentStore.conclude")((id: ProviderMessageId, outcome: MessageOutcome, token?: string) =>
      Effect.orDie(
        Effect.asVoid(sql`
          UPDATE provider_message SET outcome = ${outcome}, about = CASE
            WHEN ${token ?? null}::text IS NOT NULL AND about ->> 'kind' = 'incoming'
            THEN jsonb_set(about, '{token}', to_jsonb(${token ?? null}::text)) ELSE about END
          WHERE id = ${id}::uuid`)
      )
    ),
    messages: ({ outcome }: MessageFilter, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "provider_message t",
          where: outcome === undefined ? [] : [read`t.outcome = ${outcome}`],
          item: messageText
        },
        slice
      )
  }
}
