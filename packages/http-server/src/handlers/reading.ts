/** Which version a change is based on. */
import { CurrentActor, type Read } from "@duka/core"
import { PreconditionRequired } from "@duka/http-api"
import { Effect } from "effect"

interface Given {
  readonly "if-match"?: number | "*"
}

/** The version that `If-Match` names, where it is given. */
export const mayRead = ({ "if-match": version }: Given): Read => (typeof version === "number" ? { version } : {})

/** The same where it must be given. */
export const mustRead = (given: Given): Effect.Effect<Read, PreconditionRequired> =>
  given["if-match"] === undefined ? Effect.fail(new PreconditionRequired()) : Effect.succeed(mayRead(given))

/** Staff say what they have read; owners may. */
export const staffMustRead = (given: Given): Effect.Effect<Read, PreconditionRequired, CurrentActor> =>
  Effect.flatMap(CurrentActor, ({ _tag }) =>
    _tag === "Staff" || _tag === "ApiClient" ? mustRead(given) : Effect.succeed(mayRead(given))
  )
