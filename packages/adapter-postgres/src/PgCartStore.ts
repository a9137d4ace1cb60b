import {
  type Cart,
  CartId,
  CartNotFound,
  CartStore,
  type CustomerId,
  type Money,
  type Time,
  type VariantId
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import * as Statements from "./cartStatements.ts"
import * as Writes from "./cartWrites.ts"
import { Database, decided } from "./Database.ts"
import { row, rows } from "./rows.ts"

const baskets = rows(Statements.BasketRow)
const carts = rows(Statements.CartRow)
const supplyRow = row(Statements.SupplyRow)
const insertRow = row(Schema.Struct({ saved: Schema.Boolean }))
const saveRow = row(Schema.Struct({ saved: Schema.Boolean, isAnother: Schema.Boolean }))
const ids = rows(Schema.Struct({ id: CartId }))

export const layer: Layer.Layer<CartStore, never, Database> = Layer.effect(
  CartStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const insert = Effect.fn("PgCartStore.insert")((cart: Cart) =>
      Effect.map(Effect.orDie(insertRow(Writes.insert(sql, cart))), ({ saved }) => saved)
    )

    const basket = Effect.fn("PgCartStore.basket")(function* (
      id: CartId,
      at: Time.Timestamp,
      also: ReadonlyArray<VariantId> = []
    ) {
      const [found] = yield* baskets(Statements.basket(read, id, at, also))
      return found === undefined ? yield* new CartNotFound({ cartId: id }) : found.basket
    })

    const supply = Effect.fn("PgCartStore.supply")(
      (variantIds: ReadonlyArray<VariantId>, currency: typeof Money.Currency.Type) =>
        Effect.map(Effect.orDie(supplyRow(Statements.supply(read, variantIds, currency))), ({ supply }) => supply)
    )

    const openOf = Effect.fn("PgCartStore.openOf")(
      (customerId: CustomerId, currency: typeof Money.Currency.Type, at: Time.Timestamp) =>
        Effect.map(
          ids(read`SELECT id FROM cart WHERE customer_id = ${customerId}::uuid AND currency = ${currency}
            AND expires_at > ${at}::timestamptz`),
          ([open]) => open?.id ?? null
        )
    )

    const allOf = Effect.fn("PgCartStore.allOf")((customerId: CustomerId, at: Time.Timestamp) =>
      Effect.map(carts(Statements.allOf(read, customerId, at)), (all) => all.map(({ cart }) => cart))
    )

    // Two carts may become a customer's at once. That is rare enough to be the only case that pays for a transaction.
    const save = Effect.fn("PgCartStore.save")(function* (cart: Cart, { version }: { readonly version: number }) {
      const { isAnother, saved } = yield* Effect.orDie(saveRow(Writes.save(sql, cart, version, { anew: false })))
      if (saved || !isAnother) return saved
      return (yield* decided(database, saveRow(Writes.save(sql, cart, version, { anew: true })))).saved
    })

    const remove = Effect.fn("PgCartStore.remove")(function* (id: CartId) {
      const [gone] = yield* ids(Writes.removeOne(sql, id))
      if (gone === undefined) return yield* new CartNotFound({ cartId: id })
    })

    const removeOf = Effect.fn("PgCartStore.removeOf")((customerId: CustomerId) =>
      Effect.asVoid(ids(Writes.removeOf(sql, customerId)))
    )

    const removeExpired = Effect.fn("PgCartStore.removeExpired")((at: Time.Timestamp, limit: number) =>
      Effect.map(
        ids(sql`
          DELETE FROM cart WHERE id IN (
            SELECT id FROM cart WHERE expires_at <= ${at}::timestamptz ORDER BY expires_at LIMIT ${limit}
            FOR UPDATE SKIP LOCKED)
          RETURNING id`),
        (gone) => gone.length
      )
    )

    return CartStore.of({ insert, basket, supply, openOf, allOf, save, remove, removeExpired, removeOf })
  })
)
