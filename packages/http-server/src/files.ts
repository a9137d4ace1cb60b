/** Files that come with the package. This module stands as deep as what it is bundled into: one folder below the package. */
import { Effect, FileSystem, Path, Schema } from "effect"

const packaged = (name: string) =>
  Effect.flatMap(Path.Path, (path) => Effect.orDie(path.fromFileUrl(new URL(`../${name}`, import.meta.url))))

/** The folder of the demonstration catalogue. */
export const dataFolder = packaged("data")

/** A program for the browser. */
export const assetUrl = (name: string): URL => new URL(`../assets/${name}`, import.meta.url)

const Manifest = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))

/** The version of the package. */
export const version = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const manifest = yield* files.readFileString(yield* packaged("package.json"))
  return (yield* Schema.decodeEffect(Manifest)(manifest)).version
}).pipe(Effect.orDie)
