import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  type Cart,
  CartFull,
  cartLimits,
  CartLineNotFound,
  InvalidCustomisation,
  NotForSale,
  Cart as CartSchema,
  QuantityTooLarge
} from "@duka/core"
import { patchLine, sameLine, withLine, withoutLine } from "../../src/cart/edits.ts"
import { variantId } from "../catalog/products.ts"
import { UGX } from "../samples.ts"
import { cart, line, lineId, message, offer } from "./carts.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const Text = Schema.Literals(["", "  ", "a", " a", "b", "more than twenty letters"])
const Customised = Schema.Struct({ variant: between(0, 4), text: Text })
const Quantity = Schema.Union([between(1, 3), between(300, 700)])

const Edit = Schema.TaggedUnion({
  With: { ...Customised.fields, quantity: Quantity },
  Patch: { place: between(0, 5), text: Schema.optionalKey(Text), quantity: Schema.optionalKey(Quantity) },
  Without: { place: between(0, 5) }
})

/** 0 and 1 are sold, 2 has no price in shillings, 3 takes no message, 4 is not offered. */
const offers = [offer(0), offer(1, { unitPrice: 700 }), offer(2, { unitPrice: null }), offer(3, { customisations: [] })]

const answers = (text: string) => ({ message: text })

const at = (cart: Cart, place: number) => cart.lines[place]?.id ?? lineId(999)

const edited = (cart: Cart, edit: typeof Edit.Type, step: number) => {
  switch (edit._tag) {
    case "With":
      return withLine(cart, offers, lineId(step), {
        variantId: variantId(edit.variant),
        quantity: edit.quantity,
        customisation: answers(edit.text)
      })
    case "Patch":
      return patchLine(cart, offers, at(cart, edit.place), {
        ...(edit.quantity === undefined ? {} : { quantity: edit.quantity }),
        ...(edit.text === undefined ? {} : { customisation: answers(edit.text) })
      })
    case "Without":
      return withoutLine(cart, at(cart, edit.place))
  }
}

const after = (edits: ReadonlyArray<typeof Edit.Type>) =>
  edits.reduce<Cart>((now, edit, step) => Result.getOrElse(edited(now, edit, step), () => now), cart())

const failure = <A, E>(result: Result.Result<A, E>) => Option.getOrUndefined(Result.getFailure(result))

describe("a cart, whatever is done to it", () => {
  const edits = Schema.Array(Edit)

  it.prop("holds no two lines that are the same, and none that is not sold", { edits }, ({ edits }) => {
    const { lines } = after(edits)
    for (const [index, one] of lines.entries()) {
      expect(lines.findIndex((other) => sameLine(one, other))).toBe(index)
      expect([variantId(0), variantId(1), variantId(3)]).toContain(one.variantId)
      expect(one.quantity).toBeLessThanOrEqual(cartLimits.quantityMax)
    }
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    expect(Option.isSome(Schema.decodeUnknownOption(CartSchema)(after(edits)))).toBe(true)
  })

  it.prop("remembers the price that the buyer saw", { edits }, ({ edits }) => {
    for (const { customisation, seenUnitPrice, variantId: id } of after(edits).lines) {
      const surcharge = String(customisation["message"] ?? "").trim() === "" ? 0 : 5_000
      expect(seenUnitPrice).toBe((id === variantId(1) ? 700 : 100_000) + surcharge)
    }
  })

  it.prop("loses no unit and makes none up", { edits, last: Edit }, ({ edits, last }) => {
    const before = after(edits)
    const result = edited(before, last, 500)
    const count = ({ lines }: Cart) => lines.reduce((sum, { quantity }) => sum + quantity, 0)
    const line = "place" in last ? before.lines[last.place] : undefined
    const expected = {
      With: () => count(before) + (last._tag === "With" ? last.quantity : 0),
      Patch: () =>
        count(before) -
        (line?.quantity ?? 0) +
        ((last._tag === "Patch" ? last.quantity : undefined) ?? line?.quantity ?? 0),
      Without: () => count(before) - (line?.quantity ?? 0)
    }[last._tag]()
    if (Result.isSuccess(result)) expect(count(result.success)).toBe(expected)
  })

  it.prop("changes in its lines alone", { edits }, ({ edits }) => {
    expect({ ...after(edits), lines: [] }).toStrictEqual(cart())
  })
})

describe("the same line", () => {
  const three = { a: Customised, b: Customised, c: Customised }
  const lineOf = ({ text, variant }: typeof Customised.Type) => line(0, variant, { customisation: answers(text) })

  it.prop("is the same to itself, both ways, and by way of a third", three, (given) => {
    const [a, b, c] = [lineOf(given.a), lineOf(given.b), lineOf(given.c)]
    expect(sameLine(a, a)).toBe(true)
    expect(sameLine(a, b)).toBe(sameLine(b, a))
    if (sameLine(a, b) && sameLine(b, c)) expect(sameLine(a, c)).toBe(true)
    const { text, variant } = given.a
    expect(sameLine(a, b)).toBe(variant === given.b.variant && text.trim() === given.b.text.trim())
  })
})

describe("adding", () => {
  const one = { variantId: variantId(0), quantity: 2, customisation: answers("a") }
  const first = Result.getOrThrow(withLine(cart(), offers, lineId(1), one))

  it("adds units to the line that is the same, and keeps its id", () => {
    const more = { ...one, customisation: answers(" a "), quantity: 3 }
    const { lines } = Result.getOrThrow(withLine(first, offers, lineId(2), more))
    expect(lines.map(({ id, quantity }) => [id, quantity])).toStrictEqual([[lineId(1), 5]])
  })

  it("adds one unit where no quantity is named", () => {
    const { lines } = Result.getOrThrow(withLine(first, offers, lineId(2), { variantId: variantId(3) }))
    expect(lines[1]).toStrictEqual(line(2, 3, { quantity: 1 }))
  })

  it.each([
    ["what is not offered", { variantId: variantId(4) }, NotForSale],
    ["what has no price in the currency", { variantId: variantId(2) }, NotForSale],
    ["a text where none is taken", { variantId: variantId(3), customisation: answers("a") }, InvalidCustomisation],
    ["too long a text", { variantId: variantId(0), customisation: answers("x".repeat(21)) }, InvalidCustomisation],
    ["too many units with those there are", { ...one, quantity: 999 }, QuantityTooLarge]
  ] as const)("refuses %s", (_, given, error) => {
    expect(failure(withLine(first, offers, lineId(2), given))).toBeInstanceOf(error)
  })

  it("tells which answers broke which rule", () => {
    const broken = failure(withLine(first, offers, lineId(2), { variantId: variantId(3), customisation: answers("a") }))
    expect(broken).toMatchObject({ violations: [{ pointer: "/message", rule: "unknown-field" }] })
  })

  it(`refuses line ${cartLimits.linesMax + 1}, but not more units of one that is there`, () => {
    const lines = Array.from({ length: cartLimits.linesMax }, (_, index) =>
      line(index, 0, { customisation: answers(`${index}`) })
    )
    const given = { variantId: variantId(0), customisation: answers("new") }
    expect(failure(withLine(cart(lines), offers, lineId(999), given))).toBeInstanceOf(CartFull)
    expect(
      Result.isSuccess(withLine(cart(lines), offers, lineId(999), { ...given, customisation: answers("7") }))
    ).toBe(true)
  })

  it("names the currency in which it is not for sale", () => {
    const inShillings = cart([], { currency: UGX })
    const unsold = failure(
      withLine(inShillings, [offer(0, { unitPrice: null, customisations: [message] })], lineId(1), one)
    )
    expect(unsold).toMatchObject({ variantId: variantId(0), currency: UGX })
  })
})

describe("changing a line", () => {
  const lines = [line(1, 0, { quantity: 2 }), line(2, 0, { quantity: 3, customisation: answers("a") }), line(3, 1)]

  it("joins it with its twin, keeping the id of the line that was changed", () => {
    const joined = Result.getOrThrow(patchLine(cart(lines), offers, lineId(1), { customisation: answers("a") }))
    expect(joined.lines.map(({ id, quantity }) => [id, quantity])).toStrictEqual([
      [lineId(1), 5],
      [lineId(3), 1]
    ])
  })

  it("refuses to join beyond what a line may have, and changes nothing", () => {
    const full = [line(1, 0, { quantity: 600 }), line(2, 0, { quantity: 600, customisation: answers("a") })]
    expect(failure(patchLine(cart(full), offers, lineId(1), { customisation: answers("a") }))).toBeInstanceOf(
      QuantityTooLarge
    )
  })

  it("of nothing takes today's price", () => {
    const stale = cart([line(1, 1, { seenUnitPrice: 1 })])
    expect(Result.getOrThrow(patchLine(stale, offers, lineId(1), {})).lines[0]?.seenUnitPrice).toBe(700)
  })

  it("that is not there is not found", () => {
    expect(failure(patchLine(cart(lines), offers, lineId(9), {}))).toBeInstanceOf(CartLineNotFound)
    expect(failure(withoutLine(cart(lines), lineId(9)))).toBeInstanceOf(CartLineNotFound)
  })
})
