/** Carts that have expired go: nobody finds them any more. */
import { Effect } from "effect"
import { sweeping } from "../jobs/sweeping.ts"
import type { Work } from "../jobs/Worker.ts"
import { CartStore } from "./CartStore.ts"

export const cartWork: Effect.Effect<Work, never, CartStore> = Effect.map(CartStore, (store) =>
  sweeping("sweep-carts", store.removeExpired)
)
