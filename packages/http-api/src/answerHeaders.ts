/** Which headers an answer carries, told from what it answers and of which operation. */
import { Predicate } from "effect"

type Schemas = Readonly<Record<string, unknown>>

interface Header {
  readonly description: string
  readonly schema: object
  /** False: only now and then. */
  readonly required: boolean
}

interface Answer {
  readonly status: number
  /** The fields of each body that it may have. */
  readonly bodies: ReadonlyArray<ReadonlySet<string>>
  /** Of the public catalog: it may be kept for a moment, and asked for with `If-None-Match`. */
  readonly isCatalog: boolean
  /** Of an operation that takes an `Idempotency-Key`. */
  readonly isIdempotent: boolean
  /** It may be a table, which a browser keeps as a file. */
  readonly isTable: boolean
  /** A browser that asks by cookies, or for them, may be given others or be rid of them. */
  readonly isSettingCookies: boolean
}

type Carried = "always" | "sometimes" | "never"

interface Rule extends Omit<Header, "required"> {
  readonly name: string
  readonly carried: (answer: Answer) => Carried
}

const when = (holds: boolean): Carried => (holds ? "always" : "never")

const whereBodyHas =
  (field: string) =>
  ({ bodies }: Answer): Carried => {
    const having = bodies.filter((fields) => fields.has(field)).length
    return having === 0 ? "never" : having === bodies.length ? "always" : "sometimes"
  }

const isDone = ({ status }: Answer) => status < 300
const isShown = (answer: Answer) => answer.isCatalog && (answer.status === 200 || answer.status === 304)
const hasVersion = whereBodyHas("version")

const text = { type: "string" } as const

const rules: ReadonlyArray<Rule> = [
  {
    name: "ETag",
    description: "What `If-Match` and `If-None-Match` take. Of an entity it begins with the version.",
    schema: { ...text, pattern: '^"[A-Za-z0-9_-]+"$' },
    carried: (answer) => (isShown(answer) ? "always" : isDone(answer) ? hasVersion(answer) : "never")
  },
  {
    name: "Location",
    description: "The path at which it is found from now on; or where a browser is sent.",
    schema: { ...text, format: "uri-reference" },
    carried: ({ status }) => when(status === 201 || status === 302 || status === 303)
  },
  {
    name: "Idempotent-Replayed",
    description: "The key was used before: this is the answer of that time, and nothing has happened again.",
    schema: { ...text, enum: ["true"] },
    carried: (answer) => (answer.isIdempotent && isDone(answer) ? "sometimes" : "never")
  },
  {
    name: "Cache-Control",
    description: "How long it may be kept: a few seconds what is public, and never what staff sees.",
    schema: text,
    carried: (answer) => when(isShown(answer))
  },
  {
    name: "Vary",
    description: "The headers of the request that the answer depends on.",
    schema: text,
    carried: (answer) => when(isShown(answer))
  },
  {
    name: "Retry-After",
    description: "Ask again after so many seconds: `retryAfterSeconds` of the body.",
    schema: { type: "integer", minimum: 0 },
    carried: whereBodyHas("retryAfterSeconds")
  },
  {
    name: "RateLimit",
    description: "What is left of each limit, `r`, and in how many seconds there is more, `t`.",
    schema: text,
    carried: whereBodyHas("windowSeconds")
  },
  {
    name: "RateLimit-Policy",
    description: "The limits: so many, `q`, in so many seconds, `w`.",
    schema: text,
    carried: whereBodyHas("windowSeconds")
  },
  {
    name: "Content-Disposition",
    description: "It is a file, of this name.",
    schema: text,
    carried: (answer) => (answer.isTable ? "sometimes" : whereBodyHas("exportedAt")(answer))
  },
  {
    name: "Allow",
    description: "The methods that the path takes: `allowed` of the body, and `OPTIONS`.",
    schema: text,
    carried: whereBodyHas("allowed")
  },
  {
    name: "Set-Cookie",
    description: "To a browser that is signed in by cookies: the session's, or that they are gone.",
    schema: text,
    carried: ({ isSettingCookies }) => (isSettingCookies ? "sometimes" : "never")
  },
  {
    name: "WWW-Authenticate",
    description: "Which kind of token is taken.",
    schema: text,
    carried: ({ status }) => when(status === 401)
  }
]

const prefix = "#/components/schemas/"

/** The fields of each object that a schema of the document may be. */
const fieldsOf = (schemas: Schemas, schema: unknown): ReadonlyArray<ReadonlySet<string>> => {
  if (!Predicate.isObject(schema)) return []
  if (Predicate.hasProperty(schema, "$ref")) return fieldsOf(schemas, schemas[String(schema.$ref).slice(prefix.length)])
  if (Predicate.hasProperty(schema, "anyOf") && Array.isArray(schema.anyOf)) {
    return schema.anyOf.flatMap((one) => fieldsOf(schemas, one))
  }
  if (!Predicate.hasProperty(schema, "properties") || !Predicate.isObject(schema.properties)) return [new Set()]
  return [new Set(Object.keys(schema.properties))]
}

export interface Response {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
}

/** The response with its headers; as it is when it carries none but those of every answer. */
export const withHeaders = <R extends Response>(
  response: R,
  answer: Omit<Answer, "bodies" | "isTable">,
  schemas: Schemas
): R & { readonly headers?: Readonly<Record<string, Header>> } => {
  const bodies = Object.values(response.content ?? {}).flatMap(({ schema }) => fieldsOf(schemas, schema))
  const isTable = Object.keys(response.content ?? {}).some((type) => type.startsWith("text/csv"))
  const headers = rules.flatMap(({ carried, name, ...header }): ReadonlyArray<readonly [string, Header]> => {
    const how = carried({ ...answer, bodies, isTable })
    return how === "never" ? [] : [[name, { ...header, required: how === "always" }]]
  })
  return headers.length === 0 ? response : { ...response, headers: Object.fromEntries(headers) }
}
