/** The files that come with the package, to be copied and changed. */
import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { defaultFiles } from "./assets/defaults.ts"
import type { TemplateFiles } from "./files.ts"
import { nearest } from "./nearest.ts"
import { TemplatesInvalid } from "./TemplatesInvalid.ts"

/** By their paths: `en/order-confirmation.liquid`, `layout.html.liquid`, `partials/order.text.liquid`, `sw/words.json`. */
export const files: TemplateFiles = defaultFiles

const paths: ReadonlyArray<string> = Object.keys(files)

/** Those of a name, or of a folder (`sw`); null: there are none. */
const named = (name: string): ReadonlyArray<string> | null => {
  const found = paths.filter((path) => path === name || path.startsWith(`${name.replace(/\/+$/u, "")}/`))
  return found.length === 0 ? null : found
}

const unknown = (name: string) =>
  new TemplatesInvalid({
    problems: [
      { file: name, line: null, problem: "No such file comes with Duka.", name, nearest: nearest(name, paths) }
    ]
  })

/** What was copied, and what was there already and was left as it is. */
export interface Copied {
  readonly copied: ReadonlyArray<string>
  readonly kept: ReadonlyArray<string>
}

/** Copies files or whole folders (`sw`) into a directory, which is made where it is not there. Nothing is written over. */
export const copy = Effect.fn("Originals.copy")(function* ({
  directory,
  names
}: {
  readonly directory: string
  readonly names: ReadonlyArray<string>
}): Effect.fn.Return<Copied, TemplatesInvalid | PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const disk = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const wanted = yield* Effect.forEach(names, (name) => {
    const found = named(name)
    return found === null ? Effect.fail(unknown(name)) : Effect.succeed(found)
  })
  const [copied, kept]: [Array<string>, Array<string>] = [[], []]
  for (const name of new Set(wanted.flat())) {
    const file = path.join(directory, ...name.split("/"))
    if (yield* disk.exists(file)) {
      kept.push(name)
      continue
    }
    yield* disk.makeDirectory(path.dirname(file), { recursive: true })
    yield* disk.writeFileString(file, files[name] ?? "")
    copied.push(name)
  }
  return { copied, kept }
})
