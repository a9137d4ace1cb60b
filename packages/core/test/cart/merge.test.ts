import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { type CartLine, CartMerge, cartLimits, canonical } from "@duka/core"
import { sameLine } from "../../src/cart/edits.ts"
import { variantId } from "../catalog/products.ts"
import { line, local, pickup } from "./carts.ts"

const { merge } = CartMerge

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const Wanted = Schema.Struct({
  variant: between(0, 3),
  quantity: Schema.Union([between(1, 5), between(1, cartLimits.quantityMax)]),
  text: Schema.Literals(["", "a", " a ", "b"])
})

/** Lines as a cart may hold them: no two the same. */
const linesOf = (from: number) =>
  Arbitrary.map(Arbitrary.schema(Schema.Array(Wanted).check(Schema.isMaxLength(8))), (wanted) =>
    wanted
      .map(({ quantity, text, variant }, index) =>
        line(from + index, variant, { quantity, customisation: text === "" ? {} : { message: text } })
      )
      .filter((one, index, all) => all.findIndex((other) => sameLine(one, other)) === index)
  )

const Delivery = Schema.Literals(["none", "local", "pickup"])
const choices = { none: null, local: local(), pickup: pickup(1) } as const

const given = { own: linesOf(0), guest: linesOf(100), mine: Delivery, theirs: Delivery }

const keyOf = (one: Pick<CartLine, "variantId" | "customisation">) => `${one.variantId} ${canonical(one.customisation)}`

const quantities = (lines: ReadonlyArray<CartLine>) => {
  const sums = new Map<string, number>()
  for (const one of lines) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + one.quantity)
  return sums
}

const cartOf = (lines: ReadonlyArray<CartLine>, delivery: keyof typeof choices = "none") => ({
  lines,
  delivery: choices[delivery]
})

describe("merging", () => {
  it.prop("adds up the quantities of the same lines, up to what the notices say", given, ({ guest, own }) => {
    const merged = merge(cartOf(own), cartOf(guest))
    const wanted = quantities([...own, ...guest])
    const kept = quantities(merged.lines)
    expect(new Set(kept.keys())).toStrictEqual(new Set(wanted.keys()))
    const missing = [...wanted].flatMap(([key, sum]) => {
      const quantity = kept.get(key) ?? 0
      return quantity === sum ? [] : [{ kind: "quantity_clamped", wanted: sum, kept: quantity }]
    })
    expect(merged.notices).toHaveLength(missing.length)
    for (const one of missing) expect(merged.notices).toContainEqual(expect.objectContaining(one))
    for (const [key, sum] of wanted) expect(kept.get(key)).toBe(Math.min(sum, cartLimits.quantityMax))
  })

  it.prop(
    "leaves no two lines the same, and one's own first, where they stood, with their ids",
    given,
    ({ guest, own }) => {
      const { lines } = merge(cartOf(own), cartOf(guest))
      expect(new Set(lines.map(keyOf)).size).toBe(lines.length)
      expect(lines.slice(0, own.length).map(({ id }) => id)).toStrictEqual(own.map(({ id }) => id))
      const added = guest.filter((one) => !own.some((other) => sameLine(one, other)))
      expect(lines.slice(own.length)).toStrictEqual(added)
    }
  )

  it.prop("says the same of quantities either way round", given, ({ guest, own }) => {
    const one = quantities(merge(cartOf(own), cartOf(guest)).lines)
    const other = quantities(merge(cartOf(guest), cartOf(own)).lines)
    expect([...one].toSorted()).toStrictEqual([...other].toSorted())
  })

  it.prop("twice changes nothing more, for the guest's cart is gone", given, ({ guest, mine, own, theirs }) => {
    const once = merge(cartOf(own, mine), cartOf(guest, theirs))
    expect(merge(once, cartOf([]))).toStrictEqual({ ...once, notices: [] })
  })

  it.prop("takes the guest's delivery where there is one", given, ({ guest, mine, own, theirs }) => {
    const { delivery } = merge(cartOf(own, mine), cartOf(guest, theirs))
    expect(delivery).toBe(theirs === "none" ? choices[mine] : choices[theirs])
  })

  it("keeps a cart within its lines, and tells of each that was dropped", () => {
    const own = Array.from({ length: cartLimits.linesMax - 1 }, (_, index) => line(index, index))
    const guest = [line(900, 0, { quantity: 2 }), line(901, 901), line(902, 902, { quantity: 3 })]
    const { lines, notices } = merge(cartOf(own), cartOf(guest))
    expect(lines).toHaveLength(cartLimits.linesMax)
    expect(lines[0]?.quantity).toBe(3)
    expect(lines.at(-1)).toStrictEqual(guest[1])
    expect(notices).toStrictEqual([{ kind: "line_dropped", variantId: variantId(902), wanted: 3, kept: 0 }])
  })
})
