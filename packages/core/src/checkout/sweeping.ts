/** What is past its time goes: idempotency keys, which are as if they had never been used, and draft orders. */
import { Effect } from "effect"
import { sweeping } from "../jobs/sweeping.ts"
import type { Work } from "../jobs/Worker.ts"
import { CheckoutStore } from "./CheckoutStore.ts"
import { DraftOrderStore } from "./DraftOrderStore.ts"

export const checkoutWork: Effect.Effect<Work, never, CheckoutStore> = Effect.map(CheckoutStore, (store) =>
  sweeping("sweep-keys", store.removeKeys)
)

export const draftOrderWork: Effect.Effect<Work, never, DraftOrderStore> = Effect.map(DraftOrderStore, (store) =>
  sweeping("sweep-draft-orders", store.removeExpired)
)
