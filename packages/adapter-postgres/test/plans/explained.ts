import { Effect, Schema } from "effect"
import { SqlClient, Statement } from "effect/sql"

export interface Asked {
  readonly text: string
  readonly params: ReadonlyArray<unknown>
}

/** The statements that the work sends. */
export const asked = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  const found: Array<Asked> = []
  yield* Effect.provideService(work, Statement.CurrentTransformer, (statement) =>
    Effect.sync(() => {
      const [text, params] = statement.compile()
      found.push({ text, params })
      return statement
    })
  )
  return found
})

interface Node {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Shared Hit Blocks"?: number
  readonly "Shared Read Blocks"?: number
  readonly Plans?: ReadonlyArray<Node>
}

const Node: Schema.Codec<Node> = Schema.Struct({
  "Node Type": Schema.String,
  "Relation Name": Schema.optionalKey(Schema.String),
  "Shared Hit Blocks": Schema.optionalKey(Schema.Number),
  "Shared Read Blocks": Schema.optionalKey(Schema.Number),
  Plans: Schema.optionalKey(Schema.Array(Schema.suspend((): Schema.Codec<Node> => Node)))
})

const decode = Schema.decodeUnknownEffect(
  Schema.Tuple([Schema.Struct({ "QUERY PLAN": Schema.NonEmptyArray(Schema.Struct({ Plan: Node })) })])
)

const nodes = (node: Node): ReadonlyArray<Node> => [node, ...(node.Plans ?? []).flatMap(nodes)]

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return "NULL"
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  const text =
    value instanceof Date
      ? value.toISOString()
      : Array.isArray(value)
        ? `{${value.map(element).join(",")}}`
        : String(value)
  return `'${text.replaceAll("'", "''")}'`
}

const element = (value: unknown) => `"${String(value).replaceAll(/["\\]/g, "\\$&")}"`

const run = Effect.fnUntraced(function* ({ params, text }: Asked, mode: "custom" | "generic", how: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql.withTransaction(
    Effect.gen(function* () {
      yield* sql.unsafe(`SET LOCAL plan_cache_mode = force_${mode}_plan`).unprepared
      yield* sql.unsafe(`PREPARE probe AS ${text}`).unprepared
      const values = params.length === 0 ? "" : `(${params.map(literal).join(", ")})`
      const rows = yield* sql.unsafe(`EXPLAIN (${how}, FORMAT JSON) EXECUTE probe${values}`).unprepared
      yield* sql.unsafe("DEALLOCATE probe").unprepared
      const [
        {
          "QUERY PLAN": [{ Plan: plan }]
        }
      ] = yield* decode(rows)
      return plan
    })
  )
})

/** The tables that the server reads from one end to the other, by a plan that knows the values or by one for all of them. */
export const scanned = (statement: Asked, mode: "custom" | "generic" = "custom") =>
  Effect.map(run(statement, mode, "COSTS OFF"), (plan) =>
    nodes(plan).flatMap((node) => (node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? "?"] : []))
  )

/** How many pages of its memory the server touches to answer. */
export const pagesTouched = (statement: Asked) =>
  Effect.map(
    run(statement, "custom", "ANALYZE, TIMING OFF, BUFFERS"),
    (plan) => (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0)
  )
