/** From what LiquidJS parsed to what is run here. What of Liquid has no meaning in a message is refused, with its line. */
import {
  AssignTag,
  BreakTag,
  CaseTag,
  CommentTag,
  ContinueTag,
  EchoTag,
  ForTag,
  IfTag,
  InlineCommentTag,
  LiquidTag,
  Output,
  RenderTag,
  type Template,
  TypeGuards,
  UnlessTag
} from "liquidjs"
import type { Report } from "../TemplatesInvalid.ts"
import { expressions } from "./expressions.ts"
import type { Branch, Expression, Place, Program } from "./Program.ts"

export interface Reading {
  readonly file: string
  readonly report: Report
  /** A partial of that name; null: there is none, which was told. */
  readonly partial: (name: string, at: Place) => Program | null
}

const loopInputs: ReadonlyArray<string> = ["limit", "offset", "reversed"]

export const read = (templates: ReadonlyArray<Template>, { file, partial, report }: Reading): Program => {
  const { valueOf, expressionOf } = expressions({ file, report })

  const placeOf = ({ token }: Template): Place => ({ file, line: token.getPosition()[0] ?? 1 })
  const all = (templates: ReadonlyArray<Template>): Program => templates.flatMap(nodes)
  const refused = (place: Place, problem: string): Program => {
    report({ ...place, problem })
    return []
  }

  const choice = (place: Place, branches: ReadonlyArray<Branch>, otherwise: ReadonlyArray<Template> = []): Program => [
    { _tag: "Choice", place, branches: [...branches, { when: null, program: all(otherwise) }] }
  ]

  const caseOf = (tag: CaseTag): Program => {
    const place = placeOf(tag)
    const left = valueOf(tag.value, place)
    return choice(
      place,
      tag.branches.map(({ templates, values }) => ({
        when: values
          .map((value): Expression => ({ _tag: "Compared", by: "==", left, right: expressionOf(value, place), place }))
          .reduce((either, one): Expression => ({ _tag: "Either", left: either, right: one })),
        program: all(templates)
      })),
      tag.elseTemplates
    )
  }

  const loop = (tag: ForTag): Program => {
    const place = placeOf(tag)
    const { hash } = tag.hash
    const odd = Object.keys(hash).filter((name) => !loopInputs.includes(name))
    if (odd.length > 0) return refused(place, `A loop has limit, offset and reversed, not ${odd.join(", ")}.`)
    const input = (name: string) => {
      const token = hash[name]
      return token === undefined ? null : expressionOf(token, place)
    }
    return [
      {
        _tag: "Loop",
        each: tag.variable,
        of: expressionOf(tag.collection, place),
        limit: input("limit"),
        offset: input("offset"),
        isReversed: "reversed" in hash,
        body: all(tag.templates),
        otherwise: all(tag.elseTemplates),
        place
      }
    ]
  }

  const assign = (tag: AssignTag): Program => {
    const [name] = tag.localScope()
    const [value] = tag.arguments()
    return name === undefined || value === undefined
      ? []
      : [{ _tag: "Assign", name: name.content, value: expressionOf(value, placeOf(tag)) }]
  }

  const rendered = (tag: RenderTag): Program => {
    const place = placeOf(tag)
    const scope = tag.partialScope()
    const names = [...(scope?.scope ?? [])].filter((name) => typeof name === "string")
    const values = [...tag.arguments()]
    if (scope === undefined || names.length !== values.length) {
      return refused(
        place,
        'Partials are called as {% render "name", label: value %}: by a plain name, without "with" and "for".'
      )
    }
    const program = partial(scope.name, place)
    return program === null
      ? []
      : [
          {
            _tag: "Partial",
            program,
            given: values.flatMap((value, index) => {
              const name = names[index]
              return name === undefined ? [] : [[name, expressionOf(value, place)] as const]
            })
          }
        ]
  }

  const output = (tag: Output | EchoTag): Program => {
    const place = placeOf(tag)
    const [value] = tag.arguments()
    return value === undefined
      ? refused(place, "There is nothing to be written here.")
      : [{ _tag: "Output", standing: "text", value: expressionOf(value, place), place }]
  }

  const nodes = (template: Template): Program => {
    const { token } = template
    const place = placeOf(template)
    if (TypeGuards.isHTMLToken(token)) return [{ _tag: "Literal", text: token.getContent(), place }]
    if (template instanceof Output || template instanceof EchoTag) return output(template)
    if (template instanceof IfTag) {
      return choice(
        place,
        template.branches.map(({ templates, value }) => ({ when: valueOf(value, place), program: all(templates) })),
        template.elseTemplates
      )
    }
    if (template instanceof UnlessTag) {
      return choice(
        place,
        template.branches.map(({ templates, value }, index) => {
          const of = valueOf(value, place)
          return { when: index === 0 ? { _tag: "Not", of } : of, program: all(templates) }
        }),
        template.elseTemplates
      )
    }
    if (template instanceof CaseTag) return caseOf(template)
    if (template instanceof ForTag) return loop(template)
    if (template instanceof AssignTag) return assign(template)
    if (template instanceof RenderTag) return rendered(template)
    if (template instanceof LiquidTag) return all(template.templates)
    if (template instanceof BreakTag) return [{ _tag: "Break" }]
    if (template instanceof ContinueTag) return [{ _tag: "Continue" }]
    if (template instanceof CommentTag || template instanceof InlineCommentTag) return []
    if (TypeGuards.isTagToken(token) && token.name === "body") return [{ _tag: "Body", place }]
    return refused(place, `The tag ${TypeGuards.isTagToken(token) ? token.name : "here"} has no meaning in a message.`)
  }

  return all(templates)
}
