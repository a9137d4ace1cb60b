import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Base64Url } from "effect/encoding"
import { Page, Text } from "@duka/core"
import { at, uuid } from "./samples.ts"

const { InvalidCursor, page, pageLimits, slice } = Page

/** The cursor that a list hands out when it ended at this position. */
const cursorOf = (position: Page.Position): string => {
  const shown = page({ _tag: "After", limit: 1, position: null }, { items: [1], next: position, total: null })
  return "nextCursor" in shown ? (shown.nextCursor ?? "") : ""
}

const refused = (cursor: string, sort: string) =>
  Effect.map(Effect.flip(slice({ cursor }, sort)), (error) => expect(error).toBeInstanceOf(InvalidCursor))

const position = { sort: "name", value: "chai", id: uuid(1) }

describe("a cursor", () => {
  // What each list is sorted by, with what it may hold.
  const Held = Schema.Union([
    Schema.Struct({ sort: Schema.Literals(["price", "-price"]), value: Schema.NullOr(Schema.Int) }),
    Schema.Struct({ sort: Schema.Literals(["name", "-name", "sku"]), value: Text.line({ max: 160, min: 0 }) }),
    Schema.Struct({
      sort: Schema.Literals(["createdAt", "-createdAt", "-at"]),
      value: Schema.Literals([at(0), at(1), at(1_000_000)])
    })
  ])

  it.effect.prop("leads back to where the page ended", { held: Held, number: Schema.Natural }, ({ held, number }) =>
    Effect.gen(function* () {
      const position = { ...held, id: uuid(number % 1_000) }
      const asked = yield* slice({ cursor: cursorOf(position), limit: 7 }, position.sort)
      // JSON knows no -0.
      const value = position.value === 0 ? 0 : position.value
      expect(asked).toStrictEqual({ _tag: "After", limit: 7, position: { ...position, value } })
    })
  )

  it.effect.each(["ﷺ", "한", "🎂", '"', "\\", "ዳ"])("is made of the longest name of %s", (character) =>
    Effect.gen(function* () {
      const value = Text.sortKey(character.repeat(200))
      const longest = { sort: "-name", value, id: uuid(1) }
      expect(yield* slice({ cursor: cursorOf(longest) }, "-name")).toMatchObject({ position: { value } })
    })
  )

  it.effect("of another sort is refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(slice({ cursor: cursorOf(position) }, "-name"))
      expect(error.message).toContain("sorted by name, not by -name")
    })
  )

  it.effect.prop("that nobody handed out is refused", { text: Schema.String }, ({ text }) => refused(text, "name"))

  it.effect.each([
    ["", "nothing"],
    [Base64Url.encode(JSON.stringify({ ...position, id: "1" })), "an id that is none"],
    [Base64Url.encode(JSON.stringify({ ...position, value: 1.5 })), "a broken number"],
    [Base64Url.encode(JSON.stringify({ ...position, value: 2 ** 53 })), "a number that cannot be counted exactly"],
    [Base64Url.encode(JSON.stringify({ ...position, value: { a: 1 } })), "an object"],
    [Base64Url.encode(JSON.stringify({ ...position, value: "a".repeat(401) })), "too long a text"],
    [Base64Url.encode(JSON.stringify({ sort: "name", id: uuid(1) })), "no value"],
    [Base64Url.encode("[]"), "another shape"],
    [Base64Url.encode("{"), "no JSON"],
    ["A".repeat(pageLimits.cursorLengthMax + 1), "too much"]
  ] as const)("%s holding %s is refused", ([cursor]) => refused(cursor, "name"))
})

describe("a slice", () => {
  // NaN and the infinities are among the numbers.
  const wild = Schema.Union([Schema.Number, Schema.Literals([0, -1, 1e9, 0.5, 20.9])])

  it.effect.prop("is bounded, whatever is asked for", { limit: wild, number: wild }, ({ limit, number }) =>
    Effect.gen(function* () {
      const after = yield* slice({ limit }, "name")
      const numbered = yield* slice({ page: number, size: limit }, "name")
      expect(after._tag).toBe("After")
      expect(numbered._tag).toBe("Numbered")
      const shown = [after, numbered].flatMap((asked) =>
        asked._tag === "After" ? [asked.limit] : [asked.size, Math.min(asked.page, pageLimits.pageSizeMax)]
      )
      for (const count of shown) {
        expect(Number.isInteger(count)).toBe(true)
        expect(count).toBeGreaterThanOrEqual(1)
        expect(count).toBeLessThanOrEqual(pageLimits.pageSizeMax)
      }
      if (numbered._tag === "Numbered") expect(numbered.page).toBeLessThanOrEqual(pageLimits.pageNumberMax)
    })
  )

  it.effect("is the default where what is asked for is no number", () =>
    Effect.gen(function* () {
      expect(yield* slice({ limit: Number.NaN }, "name")).toMatchObject({ limit: 20 })
      expect(yield* slice({ page: Number.NaN, size: Number.NaN }, "name")).toMatchObject({ page: 1, size: 20 })
    })
  )

  it.effect("is the default where nothing is asked for", () =>
    Effect.gen(function* () {
      expect(yield* slice({}, "name")).toStrictEqual({ _tag: "After", limit: 20, position: null })
      expect(yield* slice({ page: 3 }, "name")).toStrictEqual({ _tag: "Numbered", page: 3, size: 20 })
    })
  )
})

describe("a page", () => {
  const items = ["a", "b"]

  it("ends without a cursor when nothing follows", () => {
    const asked = { _tag: "After", limit: 2, position: null } as const
    expect(page(asked, { items, next: null, total: null })).toStrictEqual({ items, nextCursor: null })
    const next = { sort: "-createdAt", value: at(0), id: uuid(2) }
    expect(page(asked, { items, next, total: null })).toStrictEqual({ items, nextCursor: cursorOf(next) })
  })

  it("has a number and a total when it was asked for by number", () => {
    const asked = { _tag: "Numbered", page: 3, size: 2 } as const
    expect(page(asked, { items, next: null, total: 6 })).toStrictEqual({ items, page: 3, size: 2, total: 6 })
  })
})
