import { Sessions } from "@duka/core"
import { DukaApi, JwkSet } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const keys = text(JwkSet)

export const wellKnown = HttpApiBuilder.group(
  DukaApi,
  "wellKnown",
  Effect.fnUntraced(function* (handlers) {
    const sessions = yield* Sessions
    return handlers.handleAll({ jwks: () => Effect.map(sessions.publicKeys(), (known) => own(keys({ keys: known }))) })
  })
)
