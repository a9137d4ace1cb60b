import { Settings } from "@duka/core"
import { Clock, Effect, FileSystem, Option, Path, Result, Runtime, Schema, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { CannotStart } from "../CannotStart.ts"
import type { Configuration } from "../config/Configuration.ts"
import { ofCsv } from "../seed/csv.ts"
import { fill } from "../seed/demonstration.ts"
import { type Bytes, ofNdjson } from "../seed/Line.ts"
import * as ProductCsv from "../seed/productCsv.ts"
import * as Products from "../seed/products.ts"
import * as Progress from "../seed/progress.ts"
import * as Stock from "../seed/stock.ts"
import * as Tally from "../seed/Tally.ts"
import { openSoon } from "../storage/opening.ts"
import { configured } from "./configured.ts"

/** Some lines were refused, and told one by one; the others are in the shop. */
class LinesRefused extends Schema.TaggedError<LinesRefused>()("LinesRefused", { lines: Schema.Int }) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
}

/** A file, its name, and its size for the progress. */
const opened = (file: string, progress: Progress.Progress, place: (pointer: string) => string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { size } = yield* files.stat(file)
    const source = (yield* Path.Path).basename(file)
    const tally = Tally.make({ source, tell: progress.say, place, bytesTotal: Number(size) })
    const bytes: Bytes = Stream.tap(files.stream(file), (chunk) =>
      Effect.sync(() => void (tally.bytesRead += chunk.length))
    )
    return { bytes, tally }
  })

const products = (file: string, progress: Progress.Progress) =>
  Effect.gen(function* () {
    const isCsv = file.toLowerCase().endsWith(".csv")
    if (!isCsv && !/\.(ndjson|jsonl)$/i.test(file)) {
      return yield* new CannotStart({ reason: `${file}: products are read from .csv, .ndjson or .jsonl files.` })
    }
    const { currency } = yield* Settings.Settings
    const { bytes, tally } = yield* opened(file, progress, isCsv ? ProductCsv.columnOf : (pointer) => pointer)
    const lines = isCsv
      ? Stream.map(ofCsv(bytes, ProductCsv.columns), ({ given, number }) => ({
          number,
          given: Result.flatMap(given, (cells) => ProductCsv.productOf(cells, currency))
        }))
      : ofNdjson(bytes)
    yield* progress.during(tally, Products.load(lines, tally))
    return tally
  })

const stock = (file: string, progress: Progress.Progress) =>
  Effect.gen(function* () {
    const { bytes, tally } = yield* opened(file, progress, Stock.columnOf)
    yield* progress.during(tally, Stock.load(ofCsv(bytes, Stock.columns), tally))
    return tally
  })

interface Files {
  readonly products: Option.Option<string>
  readonly stock: Option.Option<string>
}

const load = (files: Files, progress: Progress.Progress) =>
  Option.isNone(files.products) && Option.isNone(files.stock)
    ? fill(progress.say)
    : Effect.gen(function* () {
        const loaded: Array<Tally.Tally> = []
        if (Option.isSome(files.products)) loaded.push(yield* products(files.products.value, progress))
        if (Option.isSome(files.stock)) loaded.push(yield* stock(files.stock.value, progress))
        return loaded
      })

const run = (files: Files) => (config: Configuration) =>
  Effect.gen(function* () {
    const progress = yield* Progress.make
    const shop = yield* openSoon(config)
    const started = yield* Clock.currentTimeMillis
    const tallies = yield* Effect.provideContext(load(files, progress), shop)
    const seconds = ((yield* Clock.currentTimeMillis) - started) / 1000
    for (const tally of tallies) yield* Effect.logInfo(Tally.summary(tally))
    yield* Effect.logInfo(`Done in ${seconds.toFixed(1)} s`)
    const lines = tallies.reduce((sum, { refused }) => sum + refused, 0)
    if (lines > 0) return yield* new LinesRefused({ lines })
  }).pipe(
    Effect.catchTag("PlatformError", (error) => Effect.fail(new CannotStart({ reason: error.message }))),
    Effect.scoped
  )

export const seed = Command.make(
  "seed",
  {
    products: Flag.File("products", { mustExist: true }).pipe(
      Flag.withDescription("Products to add: CSV with a header, or a JSON object a line (.ndjson)"),
      Flag.withMetavar("file"),
      Flag.optional
    ),
    stock: Flag.File("stock", { mustExist: true }).pipe(
      Flag.withDescription("Stock of variants that have none yet: CSV with sku,store,quantity,lowStockThreshold"),
      Flag.withMetavar("file"),
      Flag.optional
    )
  },
  (files) => configured(run(files))
).pipe(
  Command.withDescription(
    "Fills the shop: with the demonstration catalogue, or with the files that are named.\n\nProducts whose slug exists and stock that exists are passed over, so that it may be run again. Lines that break a rule are told on standard error, with their number and the rule, and the others go on; then the exit code is 2."
  ),
  Command.withShortDescription("Fill the shop with products and stock"),
  Command.withExamples([
    {
      command: "duka seed",
      description: "The demonstration catalogue: three stores, groceries, cakes and their stock"
    },
    { command: "duka seed --products catalogue.csv --stock stock.csv", description: "A catalogue of one's own" }
  ])
)
