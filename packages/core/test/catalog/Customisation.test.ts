import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { Answers, canonical, type Customisation, Customisations, customise } from "@duka/core"
import { KES, UGX, USD } from "../samples.ts"

const message: Customisation = {
  kind: "text",
  key: "message",
  label: "Message",
  maxLength: 10,
  surcharges: [{ currency: KES, amount: 5_000 }]
}
const size: Customisation = {
  kind: "choice",
  key: "size",
  label: "Size",
  required: true,
  choices: [
    { value: "small", label: "Small" },
    {
      value: "large",
      label: "Large",
      surcharges: [
        { currency: KES, amount: 20_000 },
        { currency: UGX, amount: 6_000 }
      ]
    }
  ]
}
const toppings: Customisation = {
  kind: "choices",
  key: "toppings",
  label: "Toppings",
  max: 2,
  choices: [
    { value: "nuts", label: "Nuts", surcharges: [{ currency: KES, amount: 1_000 }] },
    { value: "fruit", label: "Fruit", surcharges: [{ currency: KES, amount: 2_000 }] },
    { value: "cream", label: "Cream" }
  ]
}
const definitions = [message, size, toppings]

/** Answers to these definitions, right and wrong ones. */
const Given = Schema.Struct({
  message: Schema.optionalKey(
    Schema.Literals(["", "  ", "Hongera!", " Hongera! ", "🎂🎂🎂🎂🎂🎂🎂🎂🎂🎂", "eleven long"])
  ),
  size: Schema.optionalKey(Schema.Literals(["small", "large", "huge", " large "])),
  toppings: Schema.optionalKey(Schema.Array(Schema.Literals(["nuts", "fruit", "cream", "glue"])))
})

/** What a caller may hand in, whatever is defined. */
const Anything = Arbitrary.schema(
  Schema.Record(Schema.Literals(["message", "size", "toppings", "other"]), Schema.optionalKey(Answers.value))
)

const rules = (answers: Answers, defined: ReadonlyArray<Customisation> = definitions) =>
  Result.match(customise(defined, answers, KES), {
    onSuccess: () => [],
    onFailure: (broken) => broken.map(({ pointer, rule }) => [pointer, rule])
  })

const points = (text: string) => [...text.trim()].length

describe("customise", () => {
  it.prop("takes exactly the answers that keep every rule", { answers: Given }, ({ answers }) => {
    const chosen = new Set(answers.toppings)
    const right =
      points(answers.message ?? "") <= 10 &&
      ["small", "large"].includes(answers.size?.trim() ?? "") &&
      chosen.size <= 2 &&
      !chosen.has("glue")
    expect(rules(answers).length === 0).toBe(right)
  })

  it.prop(
    "tells what was chosen, in the order of the definitions, with the surcharges",
    { answers: Given },
    ({ answers }) => {
      const found = customise(definitions, answers, KES)
      if (Result.isFailure(found)) return
      const text = answers.message?.trim() ?? ""
      const chosen = toppings.choices.filter(({ value }) => new Set<string>(answers.toppings).has(value))
      const cost = { nuts: 1_000, fruit: 2_000, cream: 0 }
      expect(found.success).toStrictEqual([
        ...(text === "" ? [] : [{ key: "message", label: "Message", text, surcharge: 5_000 }]),
        answers.size?.trim() === "large"
          ? { key: "size", label: "Size", text: "Large", surcharge: 20_000 }
          : { key: "size", label: "Size", text: "Small", surcharge: 0 },
        ...(chosen.length === 0
          ? []
          : [
              {
                key: "toppings",
                label: "Toppings",
                text: chosen.map(({ label }) => label).join(", "),
                surcharge: [...new Set(answers.toppings)].reduce(
                  (sum, value) => sum + (value === "glue" ? 0 : cost[value]),
                  0
                )
              }
            ])
      ])
    }
  )

  it.prop("of answers that are canonically the same is the same", { one: Given, two: Given }, ({ one, two }) => {
    const turned = Object.fromEntries(Object.entries(one).toReversed())
    expect(customise(definitions, turned, KES)).toStrictEqual(customise(definitions, one, KES))
    if (canonical(one) === canonical(two))
      expect(customise(definitions, two, KES)).toStrictEqual(customise(definitions, one, KES))
  })

  it("costs the surcharge of the currency; one that has none is free of charge", () => {
    const answers = { size: "large", message: "Hongera!" }
    const cost = (currency: typeof KES) =>
      Result.getOrThrow(customise(definitions, answers, currency)).map(({ surcharge }) => surcharge)
    expect(cost(KES)).toStrictEqual([5_000, 20_000])
    expect(cost(UGX)).toStrictEqual([0, 6_000])
    expect(cost(USD)).toStrictEqual([0, 0])
  })

  it.each<[string, Answers, ReadonlyArray<readonly [string, string]>]>([
    ["nothing where something is needed", {}, [["/size", "required"]]],
    ["blanks where something is needed", { size: "  " }, [["/size", "required"]]],
    ["an empty list where something is needed", { size: [] }, [["/size", "required"]]],
    ["too long a text", { size: "small", message: "eleven long" }, [["/message", "isMaxLength"]]],
    ["a list for a text", { size: "small", message: ["a"] }, [["/message", "type"]]],
    ["a list for one choice", { size: ["small"] }, [["/size", "type"]]],
    ["one for a list of choices", { size: "small", toppings: "nuts" }, [["/toppings", "type"]]],
    ["a choice that is none", { size: "huge" }, [["/size", "choice"]]],
    ["one choice of a list that is none", { size: "small", toppings: ["nuts", "glue"] }, [["/toppings", "choice"]]],
    ["too many choices", { size: "small", toppings: ["nuts", "fruit", "cream"] }, [["/toppings", "isMaxLength"]]],
    ["an unknown key", { size: "small", colour: "red" }, [["/colour", "unknown-field"]]],
    [
      "several at once",
      { colour: "red", toppings: "nuts" },
      [
        ["/colour", "unknown-field"],
        ["/size", "required"],
        ["/toppings", "type"]
      ]
    ]
  ])("refuses %s", (_, answers, broken) => expect(rules(answers)).toStrictEqual(broken))

  it("takes a choice twice for once", () => {
    const found = customise(definitions, { size: "small", toppings: ["nuts", "nuts", "fruit"] }, KES)
    expect(Result.getOrThrow(found).at(-1)).toMatchObject({ text: "Nuts, Fruit", surcharge: 3_000 })
  })

  it.each(["constructor", "toString", "valueOf", "hasOwnProperty"])(
    "is not answered by what every object has: %s",
    (key) => {
      expect(rules({}, [{ ...message, key }])).toStrictEqual([])
      expect(rules({}, [{ ...message, key, required: true }])).toStrictEqual([[`/${key}`, "required"]])
      expect(rules({ [key]: "Hongera!" }, [{ ...message, key }])).toStrictEqual([])
      expect(rules({ [key]: "Hongera!" }, [])).toStrictEqual([[`/${key}`, "unknown-field"]])
    }
  )
})

describe("canonical", () => {
  it.prop("does not count order, blanks around, doubles and what is empty", { answers: Anything }, ({ answers }) => {
    const same = Object.entries(answers)
      .map(([key, answer]) =>
        typeof answer === "string" ? [key, ` ${answer}  `] : [key, [...answer.toReversed(), ...answer.slice(0, 1)]]
      )
      .toReversed()
    expect(canonical(Object.fromEntries([["empty", ""], ["none", []], ...same]))).toBe(canonical(answers))
  })

  it.prop("tells what is not the same apart", { one: Given, two: Given }, ({ one, two }) => {
    const meaning = ({ message, size, toppings }: typeof Given.Type) =>
      JSON.stringify([message?.trim() ?? "", size?.trim() ?? "", [...new Set(toppings)].toSorted()])
    expect(canonical(one) === canonical(two)).toBe(meaning(one) === meaning(two))
  })

  it.prop("can be read, and is canonical then", { answers: Anything }, ({ answers }) => {
    const again: Answers = Object.fromEntries(
      Schema.decodeUnknownSync(Schema.Array(Schema.Tuple([Schema.String, Answers.value])))(
        JSON.parse(canonical(answers))
      )
    )
    expect(canonical(again)).toBe(canonical(answers))
  })
})

describe("definitions", () => {
  const taken = (given: unknown) => Option.isSome(Schema.decodeUnknownOption(Customisations)(given))

  it.prop("are taken as they are made", { definitions: Customisations }, ({ definitions }) => {
    expect(taken(definitions)).toBe(true)
    expect(
      Result.isSuccess(
        customise(
          definitions.filter(({ required }) => required !== true),
          {},
          KES
        )
      )
    ).toBe(true)
  })

  it.each<[string, unknown]>([
    ["two of one key", [message, { ...toppings, key: "message" }]],
    ["two choices of one value", [{ ...size, choices: [...size.choices, ...size.choices] }]],
    ["no choices", [{ ...size, choices: [] }]],
    ["a text without an end", [{ ...message, maxLength: 501 }]],
    ["a text of nothing", [{ ...message, maxLength: 0 }]],
    ["a surcharge that is a discount", [{ ...message, surcharges: [{ currency: "KES", amount: -1 }] }]],
    [
      "two surcharges in one currency",
      [
        {
          ...message,
          surcharges: [
            { currency: "KES", amount: 1 },
            { currency: "KES", amount: 2 }
          ]
        }
      ]
    ],
    ["21 of them", Array.from({ length: 21 }, (_, index) => ({ ...message, key: `m${index}` }))],
    ["another kind", [{ ...message, kind: "picture" }]]
  ])("refuse %s", (_, given) => expect(taken(given)).toBe(false))
})
