/** The first stock of variants, from a file of SKU, store and quantity. */
import {
  asSystem,
  Inventory,
  inventoryLimits,
  NewMovement,
  Products,
  Sku,
  StockPolicy,
  type StoreId,
  Stores,
  VariantId,
  type Violation,
  violations
} from "@duka/core"
import { Array as Arr, Effect, Result, Schedule, Schema, Stream } from "effect"
import { Digest } from "effect/crypto"
import type { Cells, Columns } from "./csv.ts"
import { everything } from "./everything.ts"
import type { Line } from "./Line.ts"
import { refuse, type Tally } from "./Tally.ts"

const known = ["sku", "store", "quantity", "lowStockThreshold"]

export const columns: Columns = { required: ["sku", "store", "quantity"], isKnown: (column) => known.includes(column) }

/** The column that a place in a movement comes from. */
export const columnOf = (pointer: string): string => pointer.slice(1)

interface Wanted {
  readonly number: number
  readonly movement: NewMovement
}

/** What the shop has: the variants that are counted by their SKU, stores by their slug, and what has a level already. */
interface Shop {
  readonly variants: ReadonlyMap<string, { readonly id: VariantId; readonly stockPolicy: StockPolicy }>
  readonly stores: ReadonlyMap<string, StoreId>
  readonly levels: ReadonlySet<string>
}

const levelOf = ({ storeId, variantId }: Pick<NewMovement, "storeId" | "variantId">) => `${variantId} ${storeId}`

const Variants = Schema.Struct({
  variants: Schema.Array(Schema.Struct({ id: VariantId, sku: Sku, stockPolicy: StockPolicy }))
})
const decodeProduct = Schema.decodeEffect(Schema.fromJsonString(Variants))

/** Kept in memory as a whole: some hundred bytes for each variant and each level. */
const shop: Effect.Effect<Shop, never, Inventory | Products | Stores> = Effect.gen(function* () {
  const products = yield* Products
  const stores = yield* Stores
  const inventory = yield* Inventory
  const variants = new Map<string, { readonly id: VariantId; readonly stockPolicy: StockPolicy }>()
  yield* everything((request) => asSystem(products.listAny({ sort: "createdAt" }, request))).pipe(
    Stream.runForEach((document) =>
      Effect.map(Effect.orDie(decodeProduct(document.json)), (product) => {
        for (const { id, sku, stockPolicy } of product.variants) variants.set(sku, { id, stockPolicy })
      })
    )
  )
  const slugs = yield* Stream.runCollect(everything(stores.list))
  const levels = yield* Stream.runCollect(everything((request) => asSystem(inventory.list({}, request))))
  return {
    variants,
    stores: new Map(slugs.map(({ id, slug }) => [slug, id])),
    levels: new Set(levels.map(levelOf))
  }
})

const decode = Schema.decodeUnknownResult(NewMovement, { onExcessProperty: "error", errors: "all" })
const whole = (cell: string | undefined) => (cell !== undefined && /^-?\d{1,10}$/.test(cell) ? Number(cell) : cell)

const missing = (pointer: string, message: string): Violation => ({ pointer, rule: "exists", message })

/** The movement of a row: nothing on hand is an adjustment, which may set the threshold alone. */
const movementOf = (cells: Cells, { stores, variants }: Shop): Result.Result<NewMovement, ReadonlyArray<Violation>> => {
  const variant = variants.get(cells["sku"] ?? "")
  const storeId = stores.get(cells["store"] ?? "")
  const quantity = whole(cells["quantity"])
  const unknown = [
    ...(variant === undefined
      ? [missing("/sku", `Expected the SKU of a variant, got ${cells["sku"] ?? "nothing"}`)]
      : []),
    ...(variant?.stockPolicy === "untracked" ? [missing("/sku", "The variant is untracked: it has no stock")] : []),
    ...(storeId === undefined
      ? [missing("/store", `Expected the slug of a store, got ${cells["store"] ?? "nothing"}`)]
      : [])
  ]
  if (unknown.length > 0) return Result.fail(unknown)
  const threshold = whole(cells["lowStockThreshold"])
  return Result.mapError(
    decode({
      variantId: variant?.id,
      storeId,
      kind: quantity === 0 ? "adjustment" : "receipt",
      quantity,
      ...(threshold === undefined ? {} : { lowStockThreshold: threshold })
    }),
    (error) => violations(error.issue)
  )
}

const keyPrefix = "duka-seed-"

/** The same rows have the same key: two processes that do this at once move them once. */
const keyOf = (wanted: ReadonlyArray<Wanted>) =>
  Effect.gen(function* () {
    const { digestHex } = yield* Digest.Digest
    const text = JSON.stringify(wanted.map(({ movement }) => [levelOf(movement), movement.quantity]))
    return `${keyPrefix}${yield* digestHex(Digest.sha256, new TextEncoder().encode(text))}`
  })

const patience = Schedule.max([Schedule.spaced("1 second"), Schedule.recurs(30)])

const move = (tally: Tally, wanted: Arr.NonEmptyReadonlyArray<Wanted>) =>
  Effect.gen(function* () {
    const inventory = yield* Inventory
    const key = yield* keyOf(wanted)
    const movements = Arr.map(wanted, ({ movement }) => movement)
    const moved = asSystem(inventory.move(movements, key)).pipe(
      Effect.retry({
        schedule: patience,
        while: ({ _tag }) => _tag === "StorageBusy" || _tag === "IdempotencyRunning"
      })
    )
    yield* Effect.matchEffect(moved, {
      onSuccess: () => Effect.sync(() => void (tally.created += wanted.length)),
      onFailure: ({ _tag, message }) =>
        Effect.forEach(wanted, (line) => refuse(tally, line, [{ pointer: "", rule: _tag, message }]), { discard: true })
    })
  })

/** Gives stock to variants that have none in a store yet, in batches that are recorded whole or not at all. */
export const load = <E, R>(lines: Stream.Stream<Line<Cells>, E, R>, tally: Tally) =>
  Effect.gen(function* () {
    const found = yield* shop
    const levels = new Set(found.levels)
    yield* Stream.runForEach(Stream.grouped(lines, inventoryLimits.movementsMax), (batch) =>
      Effect.gen(function* () {
        const wanted: Array<Wanted> = []
        for (const { given, number } of batch) {
          const movement = Result.flatMap(given, (cells) => movementOf(cells, found))
          if (Result.isFailure(movement)) {
            yield* refuse(tally, { number }, movement.failure)
          } else if (levels.has(levelOf(movement.success))) {
            tally.skipped++
          } else {
            levels.add(levelOf(movement.success))
            wanted.push({ number, movement: movement.success })
          }
        }
        if (Arr.isArrayNonEmpty(wanted)) yield* move(tally, wanted)
      })
    )
  })
