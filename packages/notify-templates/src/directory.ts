/** Templates that a shop keeps in a directory. They are read once, when the shop starts. */
import { Effect, FileSystem, Path, type PlatformError } from "effect"
import type { TemplateFiles } from "./files.ts"
import { TemplatesInvalid } from "./TemplatesInvalid.ts"

const invalid = (directory: string, { message }: PlatformError.PlatformError) =>
  new TemplatesInvalid({
    problems: [
      {
        file: directory,
        line: null,
        problem: `The directory of templates cannot be read: ${message}.`,
        name: null,
        nearest: null
      }
    ]
  })

/** Every file of the directory and of those in it, but for names that begin with a dot, which editors and systems leave. */
export const readDirectory = Effect.fn("Templates.readDirectory")(function* (
  directory: string
): Effect.fn.Return<TemplateFiles, TemplatesInvalid, FileSystem.FileSystem | Path.Path> {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  const below = Effect.fnUntraced(function* (
    folder: string,
    prefix: string
  ): Effect.fn.Return<ReadonlyArray<readonly [path: string, text: string]>, PlatformError.PlatformError> {
    const found = yield* Effect.forEach(
      (yield* files.readDirectory(folder)).filter((name) => !name.startsWith(".")).toSorted(),
      Effect.fnUntraced(function* (name): Effect.fn.Return<
        ReadonlyArray<readonly [path: string, text: string]>,
        PlatformError.PlatformError
      > {
        const whole = path.join(folder, name)
        const { type } = yield* files.stat(whole)
        if (type === "Directory") return yield* below(whole, `${prefix}${name}/`)
        return [[prefix + name, yield* files.readFileString(whole)]]
      })
    )
    return found.flat()
  })

  return Object.fromEntries(yield* below(directory, "").pipe(Effect.mapError((error) => invalid(directory, error))))
})
