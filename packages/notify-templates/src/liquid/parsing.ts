/** LiquidJS reads the templates, and nothing but what it is handed: it opens no file, now or later. */
import { Liquid, type Template } from "liquidjs"
import { Result } from "effect"
import type { Report } from "../TemplatesInvalid.ts"

/** What would write outside of where it stands, take text for something else, or read files. */
const without = ["block", "capture", "cycle", "decrement", "include", "increment", "layout", "raw", "tablerow"]

const engine = new Liquid({ templates: {} })
for (const name of without) delete engine.tags[name]
engine.registerTag("body", { render: () => "" })

/** The lines of its own that LiquidJS adds to a message. */
const position = /, (file:.*, )?line:(\d+), col:\d+$/su

/** Null: it is no Liquid, which was told. */
export const parse = (
  source: string,
  { file, report }: { readonly file: string; readonly report: Report }
): ReadonlyArray<Template> | null =>
  Result.try(() => engine.parse(source, file)).pipe(
    Result.getOrElse((error) => {
      const message = error instanceof Error ? error.message : String(error)
      const line = position.exec(message)?.[2]
      const problem = `${message.replace(position, "")}.`
      report({ file, line: line === undefined ? null : Number(line), problem })
      return null
    })
  )
