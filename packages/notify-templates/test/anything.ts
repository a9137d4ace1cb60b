/** Whatever a kind's data may be, with text that would like to be something else. */
import { type MessageKindName, messageKinds } from "@duka/core"
import { Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { type Field, fields, type Shape } from "../src/liquid/shapes.ts"

const literals = (words: ReadonlyArray<string>): Arbitrary.Arbitrary<string> => Arbitrary.schema(Schema.Literals(words))

/** Text of pieces that would close a tag, begin another line, or be run. */
export const hostile: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.array(
    literals([
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "</td></table></body>",
      '" onmouseover="alert(1)',
      "' autofocus onfocus='alert(1)",
      "-->",
      "<!--",
      "]]>",
      "&lt;",
      "&",
      "{{ shop.name }}",
      "{% render 'order' %}",
      "javascript:alert(1)",
      "\r\nBcc: everybody@example.com\r\n\r\n",
      "\n\n\n# Heading",
      "\u0000\u0007\u001b[2J",
      "\u0085\u2028\u2029",
      "\u202eabc\u2066",
      "\u200f",
      "\ud800",
      "🎂",
      "Amina",
      " "
    ]),
    { minLength: 1, maxLength: 5 }
  ),
  (parts) => parts.join("")
)

const either = <A>(one: Arbitrary.Arbitrary<A>, other: Arbitrary.Arbitrary<A>): Arbitrary.Arbitrary<A> =>
  Arbitrary.flatMap(Arbitrary.schema(Schema.Boolean), (isFirst) => (isFirst ? one : other))

const nothing: Arbitrary.Arbitrary<unknown> = Arbitrary.Constant(null)
const time = Arbitrary.map(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_000_000_000_000 }))),
  (millis) => new Date(millis).toISOString()
)

const some = (shape: Shape, name: string): Arbitrary.Arbitrary<unknown> => {
  switch (shape._tag) {
    case "Money":
      return Arbitrary.all({
        amount: Arbitrary.schema(Schema.Int),
        currency: literals(["KES", "UGX", "KWD", "USD", "ETB"])
      })
    case "Time":
      return time
    case "Word":
      return literals(shape.words)
    case "List":
      return Arbitrary.array(some(shape.of, name), { maxLength: 4 })
    case "Group":
      return group(shape.fields)
    case "Number":
      return Arbitrary.schema(Schema.Int)
    case "Boolean":
      return Arbitrary.schema(Schema.Boolean)
    default:
      return name === "method" || name === "paymentMethod"
        ? literals(["mpesa", "cash_on_delivery", "bank_transfer", "constructor"])
        : either(hostile, Arbitrary.schema(Schema.String))
  }
}

const one = ({ isNullable, shape }: Field, name: string): Arbitrary.Arbitrary<unknown> =>
  isNullable ? either(nothing, some(shape, name)) : some(shape, name)

const group = (fields: ReadonlyMap<string, Field>): Arbitrary.Arbitrary<unknown> =>
  Arbitrary.all(Object.fromEntries([...fields].map(([name, field]) => [name, one(field, name)])))

export const anything = (kind: MessageKindName) => {
  const { data } = messageKinds[kind]
  const decode = Schema.decodeUnknownSync(Schema.toType(data))
  return Arbitrary.map(group(fields(data)), decode)
}
