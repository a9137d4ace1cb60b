import type { Client } from "@duka/core"
import { Option } from "effect"
import type { HttpServerRequest } from "effect/http"

const agentMax = 300

/** From where a request comes, as far as it tells. */
export const clientOf = ({ headers, remoteAddress }: HttpServerRequest.HttpServerRequest): Client => {
  const agent = (headers["user-agent"] ?? "").replace(/[^\x20-\x7e]/g, "").slice(0, agentMax)
  return {
    ...Option.match(remoteAddress, { onNone: () => ({}), onSome: (address) => ({ address }) }),
    ...(agent.trim() === "" ? {} : { agent })
  }
}
