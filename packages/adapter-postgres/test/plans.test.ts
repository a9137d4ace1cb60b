import { PostgresStorage } from "@duka/adapter-postgres"
import { Samples } from "@duka/conformance"
import {
  AuditStore,
  CategoryId,
  CategoryStore,
  CustomerId,
  CustomerStore,
  DraftOrderStore,
  InventoryStore,
  JobId,
  JobQueue,
  JobState,
  JobStore,
  OrderStatus,
  OrderStore,
  type Page,
  ProductId,
  type ProductSearch,
  ProductSort,
  ProductStore,
  ReportStore,
  Slug,
  type SoldIn,
  StoreId,
  StoreStore,
  VariantId,
  WebhookDeliveryId,
  WebhookDeliveryStatus,
  WebhookDeliveryStore,
  WebhookEndpointId
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Duration, Effect, Layer, Redacted } from "effect"
import { describe } from "vitest"
import { freshDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { asked, pagesTouched, scanned } from "./plans/explained.ts"
import { big, seed, uuid } from "./plans/seed.ts"

const storage = Layer.effectDiscard(seed).pipe(
  Layer.provideMerge(
    Layer.unwrap(
      Effect.map(freshDatabase, (url) => PostgresStorage.layer({ url: Redacted.make(url), maxConnections: 2 }))
    )
  )
)

const first: Page.Slice = { _tag: "After", limit: 20, position: null }
const numbered: Page.Slice = { _tag: "Numbered", page: 3, size: 20 }

const filters: Readonly<Record<string, Partial<ProductSearch>>> = {
  "everything active": {},
  "a frequent word": { words: ["product"] },
  "a rare word": { words: ["word77"] },
  "two words": { words: ["cake", "w5"] },
  "a category with those below it": { categoryId: CategoryId.make(uuid(4, 3)) },
  "a category without any below it": { categoryId: CategoryId.make(uuid(4, 77)) },
  "a tag": { tag: "t7" },
  "what is featured": { featured: true },
  "what is not featured": { featured: false },
  "a narrow range of prices": { minPrice: 100, maxPrice: 900 },
  "a wide range of prices": { minPrice: 100 },
  "what is in stock": { inStock: true },
  "what is not in stock": { inStock: false },
  "what a store has": { inStock: true, storeId: StoreId.make(uuid(5, 2)) },
  "an attribute": { attributes: { flavour: "f7" } },
  "an option": { options: { size: "s3" } },
  "some ids": { ids: [ProductId.make(uuid(1, 7)), ProductId.make(uuid(1, 70_000))] },
  "several at once": {
    words: ["cake"],
    categoryId: CategoryId.make(uuid(4, 3)),
    inStock: true,
    minPrice: 10,
    tag: "t42"
  }
}

/** The last one is the list itself; what comes before it only prepares it. */
const lastOf = <A, E, R>(list: Effect.Effect<A, E, R>) =>
  Effect.flatMap(asked(list), (statements) => {
    const last = statements.at(-1)
    return last === undefined ? Effect.die("no statement was sent") : Effect.succeed(last)
  })

const bigOnes = (tables: ReadonlyArray<string>) => tables.filter((table) => big.has(table))

describe.skipIf(postgresUrl === null)("on 100,000 products", () => {
  layer(storage, { excludeTestServices: true, timeout: "240 seconds" })("the server's plans", (it) => {
    for (const [name, filter] of Object.entries(filters)) {
      it.effect(
        `${name}: in every order, nothing is read from end to end`,
        () =>
          Effect.gen(function* () {
            const { list } = yield* ProductStore
            for (const sort of ProductSort.literals) {
              const search = Samples.search({ ...filter, status: "active", sort })
              assert.deepStrictEqual(bigOnes(yield* scanned(yield* lastOf(list(search, first)))), [], sort)
              // Counting what most products match reads most products, one way or another.
              if (name === "a frequent word") continue
              assert.deepStrictEqual(
                bigOnes(yield* scanned(yield* lastOf(list(search, numbered)))),
                [],
                `${sort}, numbered`
              )
            }
          }),
        { timeout: 60_000 }
      )
    }

    it.effect("lists without a filter keep their plan when it is made for all values", () =>
      Effect.gen(function* () {
        const { list } = yield* ProductStore
        for (const sort of ProductSort.literals) {
          for (const status of [{}, { status: "active" } as const]) {
            const { status: _, ...any } = Samples.search({ sort })
            const statement = yield* lastOf(list({ ...any, ...status }, first))
            assert.deepStrictEqual(bigOnes(yield* scanned(statement, "generic")), [], sort)
          }
        }
      })
    )

    it.effect("a deep page touches about as much as the first one, in every order", () =>
      Effect.gen(function* () {
        const { list } = yield* ProductStore
        for (const sort of ProductSort.literals) {
          const search = Samples.search({ status: "active", sort })
          const middle = yield* list(search, { _tag: "Numbered", page: 2_000, size: 20 })
          const shallow = yield* pagesTouched(yield* lastOf(list(search, first)))
          const deep = yield* pagesTouched(
            yield* lastOf(list(search, { _tag: "After", limit: 20, position: middle.next }))
          )
          assert.isNotNull(middle.next)
          assert.isAtMost(deep, 2 * shallow, sort)
        }
      })
    )

    it.effect("a product by id or slug", () =>
      Effect.gen(function* () {
        const { entry, get } = yield* ProductStore
        const id = ProductId.make(uuid(1, 700))
        for (const statement of [
          yield* lastOf(get({ id }, { currency: Samples.KES })),
          yield* lastOf(Effect.exit(entry({ slug: Slug.make("product-700") })))
        ]) {
          assert.deepStrictEqual(bigOnes(yield* scanned(statement, "generic")), [])
        }
      })
    )

    it.effect("jobs, however many have ended: offered, taken, found, tried again, and removed", () =>
      Effect.gen(function* () {
        const { get, hasten, remove, retry, retryAll } = yield* JobStore
        const { offer, take } = yield* JobQueue
        const id = JobId.make(uuid(11, 1))
        const options = { name: "queue-1", maxAttempts: 5, retryDelay: () => Effect.succeed(Duration.zero) }
        const element = { id: "new", name: "queue-1", element: {}, isCustomId: true, delay: undefined }
        const work: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          offer(element),
          Effect.scoped(take(options)),
          Effect.exit(get(id)),
          Effect.exit(retry(id)),
          retryAll("queue-1"),
          retryAll(),
          remove({ before: Samples.at(-3600 * 24 * 3_650), failedToo: true }),
          hasten("queue-1", "job-1")
        ]
        for (const one of work) {
          const statements = yield* asked(one)
          assert.isNotEmpty(statements)
          for (const statement of statements)
            assert.deepStrictEqual(bigOnes(yield* scanned(statement)), [], statement.text)
        }
      })
    )

    it.effect("webhooks, however many were sent: added, taken up, recorded, sent again, and removed", () =>
      Effect.gen(function* () {
        const { add, get, postpone, record, removeOlder, resend } = yield* WebhookDeliveryStore
        const [id, endpointId] = [WebhookDeliveryId.make(uuid(14, 5)), WebhookEndpointId.make(uuid(13, 1))]
        const { body, delivery } = yield* get(id)
        const more = { ...delivery, id: WebhookDeliveryId.make(uuid(16, 1)), endpointId }
        const outcome = { ...delivery, status: "failed", attempted: true } as const
        const work: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          add([{ delivery: more, body }]),
          get(id),
          resend(id, Samples.at(0)),
          postpone({ id, resends: 1 }, Samples.at(0)),
          record({ id, resends: 1 }, outcome),
          removeOlder(Samples.at(-3600 * 24 * 3_650), 100)
        ]
        for (const one of work) {
          const statements = yield* asked(one)
          assert.isNotEmpty(statements)
          for (const statement of statements)
            assert.deepStrictEqual(bigOnes(yield* scanned(statement, "generic")), [], statement.text)
        }
      })
    )

    it.effect("reports of some days: nothing but what lies in them is read, in every grouping", () =>
      Effect.gen(function* () {
        const { customers, payments, products, sales, taxes } = yield* ReportStore
        const day = (days: number) => Samples.at(24 * 3_600 * (days - 260))
        const span: SoldIn = { currency: Samples.KES, edges: [day(0), day(1), day(2)], multiples: {} }
        const reports: ReadonlyArray<Effect.Effect<unknown>> = [
          ...(["period", "store", "paymentMethod"] as const).flatMap((by) => [sales(span, by), payments(span, by)]),
          ...(["product", "category"] as const).map((by) => products(span, by, { limit: 10 })),
          customers(span),
          taxes(span)
        ]
        for (const report of reports) {
          const [statement, ...others] = yield* asked(report)
          assert.isEmpty(others)
          if (statement === undefined) return assert.fail("no statement was sent")
          assert.deepStrictEqual(bigOnes(yield* scanned(statement)), [], statement.text)
        }
        assert.isNotEmpty(yield* sales(span, "period"))
      })
    )

    it.effect("the lists of the other rooms, their first and their deep pages", () =>
      Effect.gen(function* () {
        const { list: categories } = yield* CategoryStore
        const { list: stores } = yield* StoreStore
        const { list: customers } = yield* CustomerStore
        const { list: levels, movements } = yield* InventoryStore
        const { list: orders, openOf } = yield* OrderStore
        const { allOf, list: drafts } = yield* DraftOrderStore
        const { list: audit } = yield* AuditStore
        const { list: jobs } = yield* JobStore
        const { list: deliveries } = yield* WebhookDeliveryStore
        const endpointId = WebhookEndpointId.make(uuid(13, 2))
        const [variantId, storeId] = [VariantId.make(uuid(2, 5)), StoreId.make(uuid(5, 2))]
        const customerId = CustomerId.make(uuid(7, 5))
        const deep = (sort: string, value: string, id: string): Page.Slice => ({
          _tag: "After",
          limit: 20,
          position: { sort, value, id }
        })
        const time = "2026-02-01T00:00:00.000Z"
        const lists: ReadonlyArray<(slice: Page.Slice) => Effect.Effect<unknown>> = [
          (slice) => categories({}, slice),
          (slice) => categories({ parentId: null }, slice),
          stores,
          ...[[], [["customer"]], [["77777"]], [["0777", "777"], ["customer"]]].map(
            (words) => (slice: Page.Slice) => customers({ words }, slice)
          ),
          ...[{}, { storeId }, { variantId }, { low: true }, { low: true, storeId }, { storeId, variantId }].map(
            (filter) => (slice: Page.Slice) => levels(filter, slice)
          ),
          (slice) => movements(variantId, slice),
          ...[
            {},
            { customerId },
            { number: 5_000 },
            ...OrderStatus.literals.map((status) => ({ status, customerId }))
          ].map((filter) => (slice: Page.Slice) => orders(filter, slice)),
          ...OrderStatus.literals.map((status) => (slice: Page.Slice) => orders({ status }, slice)),
          ...[{}, { customerId }, { placed: false }, { placed: true }, { customerId, placed: false }].map(
            (filter) => (slice: Page.Slice) => drafts(filter, Samples.at(0), slice)
          ),
          ...[
            {},
            { actor: uuid(7, 5) },
            { subject: uuid(1, 5) },
            { action: "role.removed" } as const,
            { actor: uuid(7, 5), action: "stock.moved" } as const,
            { from: Samples.at(-3600 * 24 * 250), to: Samples.at(-3600 * 24 * 249) },
            { actor: uuid(7, 5), subject: uuid(1, 5), from: Samples.at(-3600 * 24 * 250) }
          ].map((filter) => (slice: Page.Slice) => audit(filter, slice)),
          ...[{}, { queue: "queue-1" }, ...JobState.literals.map((state) => ({ state, queue: "queue-1" }))].map(
            (filter) => (slice: Page.Slice) => jobs(filter, slice)
          ),
          ...JobState.literals.map((state) => (slice: Page.Slice) => jobs({ state }, slice)),
          (slice) => deliveries(endpointId, {}, slice),
          ...WebhookDeliveryStatus.literals.map(
            (status) => (slice: Page.Slice) => deliveries(endpointId, { status }, slice)
          )
        ]
        const positions = [first, numbered, deep("x", time, uuid(8, 40_000)), deep("x", "SKU-050000 x", uuid(5, 1))]
        for (const list of lists) {
          for (const slice of positions) {
            for (const statement of yield* asked(list(slice))) {
              for (const mode of slice === numbered ? (["custom"] as const) : (["custom", "generic"] as const)) {
                assert.deepStrictEqual(bigOnes(yield* scanned(statement, mode)), [], statement.text)
              }
            }
          }
        }
        for (const one of [openOf(customerId), allOf(customerId, Samples.at(0))]) {
          assert.deepStrictEqual(bigOnes(yield* scanned(yield* lastOf<unknown, never, never>(one))), [])
        }
      })
    )
  })
})
