/** Templates of the kind `order-shipped` that nobody would write: of every tag, operator and filter that is known. */
import { Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"

export const of = (all: ReadonlyArray<string>) => Arbitrary.schema(Schema.Literals(all))
const texts = of(["shop.name", "order.contact.name", "order.note", "order.status", "shop.phone", '"a"', '""', "nil"])
const names = of(["shop.name", "order.note", "order.status", "order.delivery.address", "order.lines"])
const numbers = of([
  "order.number",
  "order.lines.size",
  "order.lines[0].quantity",
  "order.totals.total.amount",
  "0",
  "-2",
  "2"
])
const lists = of(["order.lines", "shipment.lines"])
const plain = of(["", " ", "a", "\n", "- ", "\n\n"])
const comparison = of(["==", "!=", "<", ">", "<=", ">="])
const filter = of([
  "upcase",
  "downcase",
  "capitalize",
  "strip",
  "size",
  'append: "x"',
  "prepend: order.number",
  'default: "none"',
  'replace: "a", "b"',
  'replace: "", "-"',
  "truncate: 5",
  'truncate: 3, ""',
  "url_encode"
])
const arithmetic = of(["plus: 2", "minus: order.number", "times: 3", "append: shop.name"])
const value = Arbitrary.map(Arbitrary.all([texts, filter, of(["a", "b"])]), ([name, by, which]) =>
  which === "a" ? `{{ ${name} }}` : `{{ ${name} | ${by} }}`
)

const condition = (depth: number): Arbitrary.Arbitrary<string> => {
  const single = Arbitrary.flatMap(of(["numbers", "texts", "empty", "contains", "truth", "not", "list"]), (kind) => {
    if (kind === "numbers")
      return Arbitrary.map(Arbitrary.all([numbers, comparison, numbers]), (parts) => parts.join(" "))
    if (kind === "texts")
      return Arbitrary.map(
        Arbitrary.all([of(["shop.name", "order.note", "nil"]), of(["==", "!="]), of(["nil", '"a"', "shop.name"])]),
        (parts) => parts.join(" ")
      )
    if (kind === "empty")
      return Arbitrary.map(Arbitrary.all([names, of(["==", "!="]), of(["empty", "blank"])]), (parts) => parts.join(" "))
    if (kind === "contains") return Arbitrary.map(texts, (text) => `${text} contains "a"`)
    if (kind === "list")
      return of([
        "order.lines == empty",
        'order.delivery.address contains "Nairobi"',
        'order.delivery.address.first == "x"'
      ])
    return Arbitrary.map(texts, (text) => (kind === "not" ? `not ${text}` : text))
  })
  return depth === 0
    ? single
    : Arbitrary.flatMap(of(["single", "and", "or"]), (kind) =>
        kind === "single"
          ? single
          : Arbitrary.map(Arbitrary.all([single, condition(depth - 1)]), ([one, other]) => `${one} ${kind} ${other}`)
      )
}

const template = (depth: number): Arbitrary.Arbitrary<string> => {
  const leaf = Arbitrary.flatMap(of(["plain", "value", "number", "assign"]), (kind) => {
    if (kind === "plain") return plain
    if (kind === "value") return value
    if (kind === "assign") return Arbitrary.map(texts, (text) => `{% assign x = ${text} %}{{ x }}`)
    return Arbitrary.map(Arbitrary.all([numbers, arithmetic]), ([name, by]) => `{{ ${name} | ${by} }}`)
  })
  if (depth === 0) return leaf
  const inner = Arbitrary.map(Arbitrary.array(template(depth - 1), { maxLength: 3 }), (parts) => parts.join(""))
  const node = Arbitrary.flatMap(of(["leaf", "if", "unless", "case", "for"]), (kind) => {
    if (kind === "leaf") return leaf
    if (kind === "for") {
      const inputs = of(["", "limit: 2", "offset: 1", "reversed", "reversed limit: 1 offset: 1", "limit: 0"])
      const stop = of([
        "",
        "{% if forloop.last %}{% break %}{% endif %}",
        "{% if forloop.first %}{% continue %}{% endif %}"
      ])
      return Arbitrary.map(
        Arbitrary.all([lists, inputs, stop, inner, inner]),
        ([list, given, stop, body, otherwise]) =>
          `{% for line in ${list} ${given} -%}${stop}{{ forloop.index }}{{ forloop.rindex0 }}{{ line.name }}${body}{% else %}${otherwise}{% endfor %}`
      )
    }
    if (kind === "case") {
      return Arbitrary.map(
        Arbitrary.all([inner, inner, of(["pending", "confirmed", "shipped"])]),
        ([one, other, word]) =>
          `{% case order.status %}{% when "${word}", "delivered" %}${one}{% when "processing" %}!{% else %}${other}{% endcase %}`
      )
    }
    return Arbitrary.map(
      Arbitrary.all([condition(2), condition(1), inner, inner, inner]),
      ([when, then, one, two, three]) =>
        `{%- ${kind} ${when} %}${one}{% elsif ${then} %}${two}{% else -%}${three}{% end${kind} %}`
    )
  })
  return node
}

export const anyTemplate: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.array(template(3), { maxLength: 6 }),
  (parts) => parts.join("")
)
