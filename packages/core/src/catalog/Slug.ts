import { Schema } from "effect"
import { sortKey } from "../Text.ts"

/** Words that stand where a slug may stand in a path. */
export const reservedSlugs: ReadonlySet<string> = new Set(["featured", "bulk", "suggestions", "facets", "tree"])

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The name of a thing in an address: lower-case words and digits joined by dashes, never one that looks like an id. */
export const Slug = Schema.String.check(
  Schema.isPattern(/^[a-z0-9]+(-[a-z0-9]+)*$/u, { expected: "lower-case words and digits joined by dashes" }),
  Schema.isMaxLength(120),
  Schema.makeFilter((slug: string) => !reservedSlugs.has(slug) && !uuid.test(slug), {
    expected: "a slug that is not a reserved word",
    representation: { id: "duka/isNotReserved", payload: null },
    toJsonSchema: () => [{}, true]
  })
).pipe(Schema.brand("Slug"))
export type Slug = typeof Slug.Type

/** A slug made of a name; `fallback` when nothing of the name can stand in one. */
export const slugify = (name: string, fallback: string): Slug => {
  const made = (sortKey(name).match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 100).replace(/-+$/, "")
  return Slug.make(
    made === "" || reservedSlugs.has(made) || uuid.test(made) ? `${made === "" ? "item" : made}-${fallback}` : made
  )
}

/** A thing by its id or its slug. */
export const isId = (idOrSlug: string): boolean => uuid.test(idOrSlug)
