/** Products from a file, through the schemas and the use case of any other caller. */
import {
  asSystem,
  type BulkOutcome,
  Categories,
  type CategoryId,
  CategoryTree,
  type InvalidInput,
  NewProduct,
  productLimits,
  Products,
  slugify,
  type Violation,
  violations
} from "@duka/core"
import { Array as Arr, Effect, Result, Schema, Stream } from "effect"
import type { Given, Line } from "./Line.ts"
import { refuse, type Tally } from "./Tally.ts"

type CategoryIds = ReadonlyMap<string, CategoryId>

interface Wanted {
  readonly number: number
  readonly product: NewProduct
}

/** Every category's id by its slug. */
export const categoryIds: Effect.Effect<CategoryIds, never, Categories> = Effect.gen(function* () {
  const categories = yield* Categories
  const found = new Map<string, CategoryId>()
  const waiting: Array<CategoryTree.CategoryNode> = [...(yield* categories.tree())]
  for (const node of waiting) {
    found.set(node.slug, node.id)
    waiting.push(...node.children)
  }
  return found
})

const decode = Schema.decodeUnknownResult(NewProduct, { onExcessProperty: "error", errors: "all" })

const listed = (given: unknown): ReadonlyArray<unknown> | null =>
  given === undefined ? [] : Array.isArray(given) ? given : null

/** A line's product: categories are named by their slugs, and a slug stands for the product when it is loaded again. */
const productOf = (
  { categories, ...given }: Given,
  ids: CategoryIds
): Result.Result<NewProduct, ReadonlyArray<Violation>> => {
  const slugs = listed(categories)
  if (slugs === null) {
    return Result.fail([{ pointer: "/categories", rule: "type", message: "Expected a list of slugs" }])
  }
  const found = slugs.map((slug) => (typeof slug === "string" ? ids.get(slug) : undefined))
  const unknown = found.flatMap((id, index) =>
    id === undefined
      ? [
          {
            pointer: `/categories/${index}`,
            rule: "exists",
            message: `Expected the slug of a category, got ${JSON.stringify(slugs[index])}`
          }
        ]
      : []
  )
  const slug = given["slug"] ?? (typeof given["name"] === "string" ? slugify(given["name"], "1") : undefined)
  const product = decode({
    ...given,
    ...(slug === undefined ? {} : { slug }),
    ...(unknown.length > 0 || found.length === 0 ? {} : { categoryIds: found })
  })
  if (Result.isSuccess(product) && unknown.length === 0) return Result.succeed(product.success)
  return Result.fail([...unknown, ...(Result.isFailure(product) ? violations(product.failure.issue) : [])])
}

const outcome = (tally: Tally, line: Wanted, became: BulkOutcome | undefined) => {
  if (became === undefined) return Effect.die(new Error("A product of a batch was not answered for."))
  if (became._tag === "created") return Effect.sync(() => void tally.created++)
  return became.error._tag === "SlugTaken"
    ? Effect.sync(() => void tally.skipped++)
    : refuse(tally, line, [{ pointer: "", rule: became.error._tag, message: became.error.message }])
}

/** The use case refuses a batch as a whole for the rules between a product's parts: then each stands for itself. */
const create = (tally: Tally, wanted: Arr.NonEmptyReadonlyArray<Wanted>): Effect.Effect<void, never, Products> =>
  Effect.gen(function* () {
    const products = yield* Products
    const outcomes = yield* asSystem(products.createMany(Arr.map(wanted, ({ product }) => product)))
    yield* Effect.forEach(wanted, (line, index) => outcome(tally, line, outcomes[index]), { discard: true })
  }).pipe(
    Effect.catchTag("InvalidInput", (error): Effect.Effect<void, never, Products> => {
      const [first, ...others] = wanted
      return others.length === 0
        ? refuse(tally, first, unprefixed(error))
        : Effect.forEach(wanted, (line) => create(tally, [line]), { discard: true })
    }),
    Effect.catchTag("PermissionDenied", Effect.die)
  )

const unprefixed = (error: InvalidInput): ReadonlyArray<Violation> =>
  error.violations.map((violation) => ({ ...violation, pointer: violation.pointer.replace(/^\/\d+/, "") }))

/** Creates what is not there yet, in batches; lines that break a rule are told and counted, and the others go on. */
export const load = <E, R>(lines: Stream.Stream<Line<Given>, E, R>, tally: Tally) =>
  Effect.gen(function* () {
    const ids = yield* categoryIds
    yield* Stream.runForEach(Stream.grouped(lines, productLimits.bulkMax), (batch) =>
      Effect.gen(function* () {
        const wanted: Array<Wanted> = []
        for (const { given, number } of batch) {
          const product = Result.flatMap(given, (found) => productOf(found, ids))
          if (Result.isSuccess(product)) wanted.push({ number, product: product.success })
          else yield* refuse(tally, { number }, product.failure)
        }
        if (Arr.isArrayNonEmpty(wanted)) yield* create(tally, wanted)
      })
    )
  })
