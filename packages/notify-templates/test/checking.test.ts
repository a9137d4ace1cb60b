/** What is wrong with a template is told when it is loaded, with its file and its line. */
import { Templates } from "@duka/notify-templates"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { problemsOf } from "./messages.ts"

const file = "en/order-confirmation.liquid"

/** A template of which one part is this, beginning in the third line. */
const inPart = (part: string, source: string) => ({
  [file]: `{% # mine %}\n\n{% ${part} %}${source}{% end${part} %}\n`
})

const problem = (source: string, part = "inbox", kind = file) => {
  const files = Object.fromEntries(Object.values(inPart(part, source)).map((text) => [kind, text]))
  const [first, ...others] = problemsOf({ files })
  expect(others).toStrictEqual([])
  expect(first?.file).toBe(kind)
  return first
}

describe("a template that names what is not there", () => {
  it.each([
    ["{{ order.nubmer }}", "order.nubmer", "order.number"],
    ["{{ ordr.number }}", "ordr.number", "order"],
    ["{{ order.totals.totl | money }}", "order.totals.totl", "order.totals.total"],
    ["{% for line in order.lines %}{{ line.nmae }}{% endfor %}", "line.nmae", "line.name"],
    [
      "{% for line in order.lines %}{% for c in line.customisation %}{{ c.lable }}{% endfor %}{% endfor %}",
      "c.lable",
      "c.label"
    ],
    ["{% for line in order.lines %}{% endfor %}{{ line.name }}", "line.name", "link"],
    ["{% for line in order.line %}{% endfor %}", "order.line", "order.lines"],
    ["{% if order.notes %}{% endif %}", "order.notes", "order.note"],
    ["{% unless order.notes %}{% endunless %}", "order.notes", "order.note"],
    ["{% if shop.name and order.number > order.nummer %}{% endif %}", "order.nummer", "order.number"],
    ['{% case order.stauts %}{% when "shipped" %}{% endcase %}', "order.stauts", "order.status"],
    ["{{ order.number | append: shop.nam }}", "shop.nam", "shop.name"],
    ["{% assign all = order.lines | first %}{{ all.skuu }}", "all.skuu", "all.sku"],
    ["{% assign x = order.linse %}", "order.linse", "order.lines"],
    ["{{ order.lines[0].nam }}", "order.lines[0].nam", "order.lines[0].name"],
    ["{{ order.lines.name }}", "order.lines.name", "order.lines.size"],
    ["{{ order.totals.total.amout }}", "order.totals.total.amout", "order.totals.total.amount"],
    ["{{ order.delivery['stor'] }}", "order.delivery.stor", "order.delivery.store"],
    ["{{ recipient.nmae }}", "recipient.nmae", "recipient.name"],
    ["{{ words.totall }}", "words.totall", "words.total"],
    ["{{ forloop.index }}", "forloop.index", "order"],
    ["{% liquid echo order.numbr %}", "order.numbr", "order.number"],
    ['{% render "orders", orders: order.liens %}', "order.liens", "order.lines"]
  ])("%s: told by its name, with the nearest", (source, name, nearest) => {
    expect(problem(source)).toMatchObject({ line: 3, name, nearest })
    expect(problem(`a\nb\n${source}\nc`)).toMatchObject({ line: 5, name, nearest })
  })

  it("is told so in a mail too, in the line that its author wrote", () => {
    expect(problem("\n# {{ recipient.name }}\n\nHello\n{{ order.nubmer }}!\n", "mail")).toMatchObject({
      line: 7,
      name: "order.nubmer"
    })
  })

  it("may not name the link of a kind that has none", () => {
    expect(problem("{{ link.url }}", "inbox", "en/staff-order-placed.liquid")).toMatchObject({ name: "link.url" })
  })

  it("is told where a partial names what the kind does not have", () => {
    const files = { "en/welcome.liquid": '{% inbox %}{% render "order" %}{% endinbox %}' }
    const problems = problemsOf({ files })
    expect(problems).not.toStrictEqual([])
    expect(new Set(problems.map(({ file }) => file))).toStrictEqual(new Set(["partials/order.text.liquid"]))
  })

  it("says all that is wrong at once, each with its line", () => {
    const problems = problemsOf({ files: inPart("inbox", "{{ a }}\n{{ b }}\n{{ order.c }}") })
    expect(problems.map(({ line, name }) => [line, name])).toStrictEqual([
      [3, "a"],
      [4, "b"],
      [5, "order.c"]
    ])
  })
})

describe("a template that does with a value what it is not for", () => {
  it.each([
    ["{{ order.totals.total }}", "order.totals.total is an amount of money, written by | money."],
    ["{{ order.placedAt }}", "order.placedAt is a time, written by | date or | datetime."],
    ["{{ order.lines }}", "order.lines is a list, written in a loop."],
    ["{{ order }}", "order is a group, of which the fields are written."],
    ["{{ order.number | money }}", "The filter money takes an amount of money, and this is a number."],
    [
      "{{ order.totals.total | date }}",
      "The filter date takes a time, and this is an amount of money, written by | money."
    ],
    ["{{ order.paymentMethod | status }}", "The filter status takes an order's status, and this is text."],
    [
      "{% for line in order %}{% endfor %}",
      "A loop goes through a list, and this is a group, of which the fields are written."
    ],
    ["{% if order.totals.total > 5 %}{% endif %}", "Only numbers are compared by >."],
    ["{{ order.number | plus }}", "The filter plus has 1 inputs, not 0."],
    ["{{ order.number | raw }}", "There is no filter raw."],
    ["{{ order.note | json }}", "There is no filter json."],
    ["{{ }}", 'invalid value expression: "".'],
    ["{{ order[shop.name] }}", "Names are written out, with dots: order.lines[0].name."],
    ["{{ (1..3) }}", "Here stands a name, a text in quotation marks, or a number."],
    ["{% include 'order' %}", 'tag "include" not found.'],
    ["{% layout 'x' %}", 'tag "layout" not found.'],
    ["{% render 'nothing' %}", "There is no partials/nothing.text.liquid."],
    [
      "{% render order.note %}",
      'Partials are called as {% render "name", label: value %}: by a plain name, without "with" and "for".'
    ],
    ["{% for line in order.lines cols: 2 %}{% endfor %}", "A loop has limit, offset and reversed, not cols."],
    ["{% body %}", "{% body %} stands in layouts, and nowhere else."],
    ["{% if order %}", "tag {% if order %} not closed."]
  ])("%s: %s", (source, said) => {
    expect(problem(source)).toMatchObject({ line: 3, problem: said })
  })

  it("compares a word with one that is never there", () => {
    expect(problem('{% if order.status == "shiped" %}{% endif %}')).toMatchObject({
      name: "shiped",
      nearest: "shipped"
    })
    expect(problem('{% case order.status %}{% when "deliverd" %}{% endcase %}')).toMatchObject({ nearest: "delivered" })
  })
})

describe("HTML", () => {
  it.each([
    ["<p {{ shop.name }}>", "a tag, outside of an attribute"],
    ["<{{ shop.name }}>", "the name of a tag"],
    ["<p cla{{ shop.name }}='x'>", "the name of an attribute"],
    ["<p class={{ shop.name }}>", "an attribute without quotation marks"],
    ["<p class=a{{ shop.name }}>", "an attribute without quotation marks"],
    ["<p style='color:{{ shop.name }}'>", "this attribute"],
    ['<p onclick="{{ shop.name }}">', "this attribute"],
    ["<img srcset='{{ shop.url }} 2x'>", "this attribute"],
    ["<script>{{ shop.name }}</script>", "a style sheet or a script"],
    ["<style>a { color: {{ shop.name }} }</style>", "a style sheet or a script"],
    ["<!-- {{ shop.name }} -->", "a comment"]
  ])("%s: no value may stand there", (source, place) => {
    expect(problemsOf({ files: inPart("html", source) })).toContainEqual(
      expect.objectContaining({ file, line: 3, problem: `No value may stand in ${place}.` })
    )
  })

  it.each([
    "<p>{{ shop.name }}</p>",
    "a < b {{ shop.name }}",
    '<p title="{{ shop.name }}" class=a>{{ shop.name }}</p>',
    "<a href='{{ link.url }}'>{{ shop.name }}</a>",
    "<!-- a > b --><b>{{ shop.name }}</b>",
    "<style>a > b { color: red }</style>{{ shop.name }}",
    "<br/>{{ shop.name }}<hr>",
    "<p{% if order.note %} class='a'{% endif %}>{{ shop.name }}</p>"
  ])("%s: is fine", (source) => {
    expect(problemsOf({ files: { ...inPart("html", source), "en/nothing.liquid": "" } })).toHaveLength(1)
  })

  it.each(["{% if order.note %}<p class='{% endif %}", "{% for line in order.lines %}<a href='{% endfor %}'>"])(
    "%s: begins an attribute in one way through, and not in the other",
    (source) => {
      expect(problemsOf({ files: inPart("html", source) })).toContainEqual(
        expect.objectContaining({
          problem: "A tag or an attribute begins in one of the ways through here, and not in the others."
        })
      )
    }
  )

  it("ends in text", () => {
    expect(problemsOf({ files: inPart("html", "<p class='a") })).toContainEqual(
      expect.objectContaining({ problem: "The HTML ends in this attribute." })
    )
  })
})

describe("a file", () => {
  it.each([
    ["en/order-confirmaton.liquid", "en/order-confirmation.liquid"],
    ["sw/order-shiped.liquid", "sw/order-shipped.liquid"],
    ["en/welcome.html", "en/welcome.liquid"]
  ])("%s is no kind of message", (name, nearest) => {
    expect(problemsOf({ files: { [name]: "" } })).toStrictEqual([
      expect.objectContaining({ file: name, line: null, nearest })
    ])
  })

  it.each([
    "welcome.liquid",
    "english/welcome.liquid",
    "en/more/welcome.liquid",
    "layout.liquid",
    "partials/Order.html.liquid"
  ])("%s has no place", (name) => {
    expect(problemsOf({ files: { [name]: "" } })).toStrictEqual([expect.objectContaining({ file: name, line: null })])
  })

  it.each([
    ["Hello", "Text stands in a part, such as {% subject %}…{% endsubject %}."],
    ["{% subjekt %}a{% endsubjekt %}", "A message has no part subjekt."],
    ["{% subject %}a", "The part subject has no end: {% endsubject %}."],
    ["{% sms %}a{% endsms %}\n{% sms %}b{% endsms %}", "There are two parts sms."]
  ])("%j: %s", (text, said) => {
    expect(problemsOf({ files: { [file]: text } })).toContainEqual(expect.objectContaining({ file, problem: said }))
  })

  it("in a new language says all of a channel, or nothing of it", () => {
    const parts = problemsOf({ files: { "fr/welcome.liquid": "{% subject %}Bienvenue{% endsubject %}" } })
    expect(parts).toStrictEqual([expect.objectContaining({ file: "fr/welcome.liquid", line: null })])
  })

  it.each([
    ["{", "fr/words.json"],
    ['{ "totl": "Total" }', "fr/words.json"],
    ['{ "total": 5 }', "fr/words.json"],
    ['{ "statuses": { "shiped": "parti" } }', "fr/words.json"],
    ['{ "statuses": "x" }', "fr/words.json"]
  ])("of words is refused when it says %s", (text, name) => {
    expect(problemsOf({ files: { [name]: text } })).toStrictEqual([expect.objectContaining({ file: name })])
  })

  it("that is a layout has one place for the message", () => {
    for (const text of ["none", "{% body %}{% body %}", "{% if shop.url %}{% body %}{% endif %}"]) {
      expect(problemsOf({ files: { "layout.text.liquid": text } })).toContainEqual(
        expect.objectContaining({ file: "layout.text.liquid" })
      )
    }
  })

  it("that is a partial may not call itself", () => {
    const files = { "partials/a.text.liquid": '{% render "b" %}', "partials/b.text.liquid": '{% render "a" %}' }
    const problems = problemsOf({ files: { ...files, [file]: '{% inbox %}{% render "a" %}{% endinbox %}' } })
    expect(problems).toContainEqual(expect.objectContaining({ problem: "The partial a calls itself." }))
  })
})

it("the error tells who starts the shop where to look, and what was meant", () => {
  const error = Effect.runSync(Effect.flip(Templates.load({ files: inPart("inbox", "\n{{ order.nubmer }}") })))
  expect(error.message).toBe(
    `The templates cannot be used:\n${file}:4: There is no order.nubmer: order is a group, of which the fields are written. Did you mean order.number?`
  )
})
