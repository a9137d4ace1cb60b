/** From the sources of a message to programs that were checked against what its kind has. */
import { type Medium, layoutFile, partialFile, type TemplateFiles } from "./files.ts"
import { check } from "./liquid/checking.ts"
import { parse } from "./liquid/parsing.ts"
import type { Place, Program } from "./liquid/Program.ts"
import { read } from "./liquid/reading.ts"
import type { Fields } from "./liquid/shapes.ts"
import { standing } from "./liquid/standing.ts"
import { nearest } from "./nearest.ts"
import type { Section } from "./sections.ts"
import type { Report } from "./TemplatesInvalid.ts"

/** Without the white space around it. */
const trimmed = (program: Program): Program =>
  program.map((node, index) => {
    if (node._tag !== "Literal") return node
    const text = index === 0 ? node.text.trimStart() : node.text
    return { ...node, text: index === program.length - 1 ? text.trimEnd() : text }
  })

export interface Compiling {
  /** Layouts and partials. */
  readonly shared: TemplateFiles
  readonly report: Report
}

export interface Compiler {
  /** `fields`: what it may name. `isWhole`: it stands in the layout. */
  readonly compile: (
    section: Section,
    as: { readonly fields: Fields; readonly medium: Medium; readonly isWhole: boolean }
  ) => Program
  /** The HTML layout before and after what stands in it. */
  readonly around: readonly [before: Program, after: Program]
}

export const compiler = ({ report, shared }: Compiling): Compiler => {
  const partials = new Map<string, Program | null>()
  const partialNames = (medium: Medium) =>
    Object.keys(shared).flatMap((path) => {
      const [, name] = path.split(`.${medium}.`)[0]?.split("/") ?? []
      return name === undefined || path !== partialFile(name, medium) ? [] : [name]
    })

  const programOf = ({ file, source }: Section, medium: Medium): Program => {
    const templates = parse(source, { file, report })
    return templates === null
      ? []
      : trimmed(read(templates, { file, report, partial: (name, place) => partial(name, medium, place) }))
  }

  const partial = (name: string, medium: Medium, place: Place): Program | null => {
    const file = partialFile(name, medium)
    const known = partials.get(file)
    if (known !== undefined) {
      if (known === null) report({ ...place, problem: `The partial ${name} calls itself.` })
      return known
    }
    const source = shared[file]
    if (source === undefined) {
      report({ ...place, problem: `There is no ${file}.`, name, nearest: nearest(name, partialNames(medium)) })
      return null
    }
    // Until it is read: whoever asks for it now is inside of it.
    partials.set(file, null)
    const program = programOf({ file, source }, medium)
    partials.set(file, program)
    return program
  }

  const layout = (medium: Medium): readonly [before: Program, after: Program] => {
    const file = layoutFile(medium)
    const program = programOf({ file, source: shared[file] ?? "" }, medium)
    const bodies = program.flatMap((node, index) => (node._tag === "Body" ? [index] : []))
    const [at = 0] = bodies
    if (bodies.length !== 1) {
      report({
        file,
        line: null,
        problem: "A layout has {% body %} once, where the message stands, and outside of any other tag of Liquid."
      })
    }
    return [program.slice(0, at), program.slice(at + 1)]
  }

  const stand = standing(report)
  const [before, after] = layout("html")
  const layouts = { html: [stand(before), stand(after)], text: layout("text") } as const

  return {
    compile: (section, { fields, isWhole, medium }) => {
      const program = programOf(section, medium)
      const body = medium === "html" ? stand(program) : program
      const [before, after] = layouts[medium]
      const whole = isWhole ? [...before, ...body, ...after] : body
      check(whole, { fields, report })
      return whole
    },
    around: layouts.html
  }
}
