/** The key from which the shop's tokens are made. */
import { SecretKey, secretKeyBytes } from "@duka/core"
import { Effect, FileSystem, Layer, Path, type PlatformError, Redacted, Result } from "effect"
import { SecureRandom } from "effect/crypto"
import { Base64 } from "effect/encoding"
import { CannotStart } from "../CannotStart.ts"
import type { StorageChoice } from "../config/Configuration.ts"

const fileName = "secret.key"

const write = Effect.fnUntraced(function* (file: string) {
  const files = yield* FileSystem.FileSystem
  const bytes = yield* (yield* SecureRandom.SecureRandom).randomBytes(secretKeyBytes)
  // Never over one that is there: another process may have made it in between, and tokens depend on it.
  yield* files.writeFileString(file, `${Base64.encode(bytes)}\n`, { flag: "wx", mode: 0o600 })
})

const parsed = Effect.fnUntraced(function* (file: string) {
  const files = yield* FileSystem.FileSystem
  const bytes = Base64.decode((yield* files.readFileString(file)).trim())
  return Result.isSuccess(bytes) && bytes.success.length === secretKeyBytes
    ? bytes.success
    : yield* new CannotStart({
        reason: `${file} must hold ${secretKeyBytes} bytes in base64. Put the right key back; if it is lost, delete the file: a new key is made, and carts' and orders' tokens of before end.`
      })
})

const unusable = (dataDir: string) => (error: PlatformError.PlatformError) =>
  new CannotStart({ reason: `The data folder ${dataDir} cannot be used: ${error.message}` })

/** The key of a data folder: made when there is none, readable by its owner alone. */
const ofFolder = (dataDir: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const file = path.join(dataDir, fileName)
    yield* files.makeDirectory(dataDir, { recursive: true, mode: 0o700 })
    if (!(yield* files.exists(file))) {
      yield* Effect.catchIf(
        write(file),
        (error) => error.reason._tag === "AlreadyExists",
        () => Effect.void
      )
    }
    return yield* parsed(file)
  }).pipe(
    Effect.catchTag("PlatformError", (error) => Effect.fail(unusable(dataDir)(error))),
    Effect.provide(SecureRandom.layerWebCrypto)
  )

/** The key that was given; else the data folder's own, or in memory one that ends with the process. */
export const layer = (
  choice: StorageChoice
): Layer.Layer<SecretKey, CannotStart, FileSystem.FileSystem | Path.Path> => {
  if (choice.secretKey !== null) return Layer.succeed(SecretKey, choice.secretKey)
  return choice._tag === "pglite"
    ? Layer.effect(SecretKey, Effect.map(ofFolder(choice.dataDir), Redacted.make))
    : SecretKey.layerRandom
}
