/** What the OpenAPI document says beside the endpoints' own words. */
import { Context } from "effect"
import { HttpApi, OpenApi } from "effect/http-api"
import { type Asks, forWhom, isForGuests } from "./Asks.ts"
import { type Response, withHeaders } from "./answerHeaders.ts"
import { answersAnywhere, problemsAnywhere } from "./anywhere.ts"
import { openAnswers } from "./openAnswers.ts"
import { cookieNames } from "./SessionCookies.ts"

const conventions = `
Duka is headless commerce. Everything is JSON over \`/v1\`.

- **Money** is \`{ "amount": 129900, "currency": "KES" }\`: whole minor units and an ISO 4217 code. Filters by price are minor units too.
- **Times** are RFC 3339 in UTC, ids are UUIDs. Products and categories are found by their slug as well.
- **Unknown fields** in a body or a query are refused. Each violation tells the part of the request, a JSON pointer (RFC 6901), the rule's name and a message.
- **Problems** are RFC 9457 \`application/problem+json\` with a stable \`type\` and \`code\`, and the data that a caller needs to act. Beside those of its operations any path may answer the ones under \`components.responses\`.
- **Lists** take \`limit\` and \`cursor\` (hand back \`nextCursor\`), or \`page\` and \`size\` with a total.
- **Staff** send \`Authorization: Bearer …\`. A wrong token is refused everywhere, also where none is needed. A guest shows \`Duka-Cart-Token\` for his cart and \`Duka-Order-Token\` for his order; others' are not found.
- **Browsers** may carry their tokens in cookies instead (\`POST /v1/auth/login\` with \`cookies\`); \`Authorization\` goes before them. What is neither GET nor HEAD then needs \`Duka-CSRF-Token\`: what the cookie \`__Host-duka-csrf\` holds.
- **Versions**: an answer's \`ETag\` begins with the version. Updates by staff carry it in \`If-Match\` (428 without, 412 when it has moved); owners' updates may, and so may each POST and DELETE that lists the header. Catalog answers take \`If-None-Match\` and answer 304.
- **Idempotency**: placing an order, shipping it and moving stock take an \`Idempotency-Key\`. The same key and request answer the first result again, with \`Idempotent-Replayed: true\`.
- **Limits**: one address, account or API key sends so many requests in a minute, and tries less often what can be guessed. Answers carry \`RateLimit\` and \`RateLimit-Policy\`; beyond it the answer is 429 with \`Retry-After\`.
- **Bodies** have at most 1 MiB (5 MiB in bulk), 64 levels of nesting, and 20,000 values and keys (200,000 in a product, 1,000,000 in bulk). Of a body with more than 5,000 the first violation is told, of others up to 50.
`.trim()

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Readonly<Record<string, unknown>>
  readonly description?: string
  readonly style?: string
  readonly explode?: boolean
}

interface Operation {
  readonly operationId: string
  readonly tags: ReadonlyArray<string>
  readonly parameters: ReadonlyArray<Parameter>
  readonly responses: Readonly<Record<string, Response>>
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>>; readonly required: boolean }
  readonly description?: string
  readonly "x-asks"?: Asks
  readonly "x-doorway"?: boolean
}

const csrfDescription = "What the cookie `__Host-duka-csrf` holds: needed from who is signed in by cookies."

const described: Readonly<Record<string, string>> = {
  limit: "At most so many items, 20 unless given.",
  cursor: "The `nextCursor` of the page before.",
  page: "From 1; counts a total.",
  size: "Items of a numbered page, 20 unless given.",
  search: "Means `q`.",
  q: "Words: each is the beginning of a word of the name or the description.",
  category: "An id or a slug; the categories below it count.",
  ids: "Ids, separated by commas.",
  from: "The first day, or time.",
  to: "Not included.",
  groupBy: "What the rows are about.",
  format: "Goes before `Accept`.",
  top: "So many rows, 100 unless given.",
  accept: "`text/csv` answers a table.",
  status: "For staff.",
  "if-match": "The entity tag that was read; its version is compared. `*` for any; a list is not taken.",
  "duka-csrf-token": csrfDescription,
  "idempotency-key": "8 to 255 visible ASCII characters: a UUID does well."
}

const bounds: Readonly<Record<string, object>> = {
  limit: { minimum: 1, maximum: 100 },
  size: { minimum: 1, maximum: 100 },
  page: { minimum: 1 },
  top: { minimum: 1, maximum: 1_000 }
}

/** A query is text; what it stands for is told. */
const meant = (parameter: Parameter): Parameter => {
  const { name, schema } = parameter
  const description = described[name]
  const typed =
    typeof schema["pattern"] === "string" && schema["pattern"].includes("\\d{1,16}")
      ? { type: "integer", minimum: 0, ...bounds[name] }
      : String(schema["enum"]) === "true,false"
        ? { type: "boolean" }
        : schema
  return { ...parameter, schema: typed, ...(description === undefined ? {} : { description }) }
}

const matches = (kind: "attribute" | "option"): Parameter => ({
  name: kind,
  in: "query",
  required: false,
  style: "form",
  explode: true,
  schema: { type: "object", patternProperties: { [`^${kind}\\.[a-z][a-zA-Z0-9_-]{0,39}$`]: { type: "string" } } },
  description: `\`${kind}.<name>=<value>\`, up to ten of them.`
})

const ifNoneMatch: Parameter = {
  name: "if-none-match",
  in: "header",
  required: false,
  schema: { type: "string" },
  description: "Entity tags that are known already."
}

const csrf: Parameter = {
  name: "duka-csrf-token",
  in: "header",
  required: false,
  schema: { type: "string" },
  description: csrfDescription
}

const cached = new Set(["Products", "Categories", "Stores"])

/** A body that may be null may be left out. */
const body = ({ requestBody }: Operation) =>
  requestBody === undefined
    ? {}
    : { requestBody: { ...requestBody, required: !JSON.stringify(requestBody.content).includes('{"type":"null"}') } }

const securitySchemes = {
  bearer: { type: "http", scheme: "Bearer" },
  cookie: { type: "apiKey", in: "cookie", name: cookieNames.access }
} as const

/** Beside an empty requirement: a token is taken, and not needed. */
const bearer = { bearer: [] } as const
const cookie = { cookie: [] } as const

/** Operations that give a browser cookies, or take them away, with the statuses of the answers that do. */
const settingCookies: Readonly<Record<string, ReadonlyArray<string>>> = {
  "auth.login": ["200"],
  // The cookies of a session that has ended go too.
  "auth.refresh": ["200", "401"],
  "auth.logout": ["204"],
  "auth.endSession": ["204"],
  "me.erase": ["204"],
  "oidc.begin": ["302"],
  // A login that has come to its end leaves nothing behind.
  "oidc.finish": ["200", "303", "401", "403"]
}

type Schemas = Readonly<Record<string, unknown>>

const responses = (operation: Operation, isCatalog: boolean, schemas: Schemas): object => {
  const isIdempotent = operation.parameters.some(({ name }) => name === "idempotency-key")
  const answered: Operation["responses"] = {
    ...operation.responses,
    ...(isCatalog ? { 304: { description: "Nothing has changed" } } : {})
  }
  return Object.fromEntries(
    Object.entries(answered).map(([status, response]) => [
      status,
      withHeaders(
        response,
        {
          status: Number(status),
          isCatalog,
          isIdempotent,
          isSettingCookies: settingCookies[operation.operationId]?.includes(status) === true
        },
        schemas
      )
    ])
  )
}

const toldTo = (asked: Asks, description = "") => `${description}\n\nFor ${forWhom(asked)}.`.trimStart()

const operation = (
  method: string,
  { "x-doorway": isDoorway = false, ...given }: Operation,
  schemas: Schemas
): object => {
  const { "x-asks": asked } = given
  const isOpen = !("401" in given.responses)
  const isCatalog = method === "get" && given.tags.some((tag) => cached.has(tag))
  const takesMatches = given.parameters.some(({ name }) => name === "minPrice")
  return {
    ...given,
    ...(asked === undefined ? {} : { description: toldTo(asked, given.description) }),
    ...body(given),
    parameters: [
      ...given.parameters.map(meant),
      ...(takesMatches ? [matches("attribute"), matches("option")] : []),
      ...(isCatalog ? [ifNoneMatch] : []),
      ...(method === "get" || isOpen || isDoorway ? [] : [csrf])
    ],
    responses: responses(given, isCatalog, schemas),
    security: isOpen ? [] : [...(isForGuests(asked) ? [{}] : []), bearer, ...(isDoorway ? [] : [cookie])]
  }
}

const pathItem = (item: Readonly<Record<string, Operation>>, schemas: Schemas) =>
  Object.fromEntries(Object.entries(item).map(([method, given]) => [method, operation(method, given, schemas)]))

const annotated = OpenApi.annotations({
  title: "Duka",
  version: "1.0.0",
  summary: "Headless commerce: catalog, carts, checkout and orders.",
  description: conventions,
  license: { name: "MIT", identifier: "MIT" },
  servers: [{ url: "/" }],
  transform: ({ components, paths, ...spec }) => {
    const items = Object.entries<Readonly<Record<string, Operation>>>(paths)
    const bodies = items.flatMap(([, item]) => Object.values(item).map(({ requestBody }) => requestBody))
    return {
      ...spec,
      components: {
        ...components,
        securitySchemes,
        schemas: openAnswers(components.schemas, bodies),
        responses: answersAnywhere(components.schemas)
      },
      paths: Object.fromEntries(items.map(([path, item]) => [path, pathItem(item, components.schemas)]))
    }
  }
})

export const document: Context.Context<never> = Context.add(annotated, HttpApi.AdditionalSchemas, problemsAnywhere)
