/** One POST over a socket of its own. */
import type { Carried, OutgoingWebhook } from "@duka/core"
import { Effect } from "effect"
import * as Http from "node:http"
import * as Https from "node:https"
import { retryAfter } from "./retryAfter.ts"
import { type Address, pinned, unreachable } from "./resolving.ts"

/** Of an answer so much is read, for so long, and dropped: whoever has told the status is not waited for. */
const bodyMaxBytes = 65_536
const bodyMaxMillis = 1_000

/**
 * Sends it to these addresses of its host, and to no others: the first that a socket can be opened to. Neither a redirect nor a
 * proxy of the environment is followed. A certificate has to be good for the host's name, whatever the environment says.
 * Interrupted, the socket is closed.
 */
export const post = ({ body, headers, url }: OutgoingWebhook, addresses: ReadonlyArray<Address>) =>
  Effect.callback<Carried>((resume) => {
    const to = new URL(url)
    const bytes = Buffer.from(body)
    const options = {
      method: "POST",
      headers: { ...headers, accept: "*/*", "content-length": bytes.length, connection: "close" },
      lookup: pinned(addresses)
    }
    const request =
      to.protocol === "https:"
        ? Https.request(to, { ...options, agent: new Https.Agent(), rejectUnauthorized: true })
        : Http.request(to, { ...options, agent: new Http.Agent() })
    let [ending, answered]: [NodeJS.Timeout?, Carried?] = []
    /** Whatever comes after an answer does not take it back. */
    const done = (carried: Carried) => {
      clearTimeout(ending)
      resume(Effect.succeed(answered ?? carried))
      request.destroy()
    }
    request.on("error", (error) => done(unreachable(error)))
    request.on("response", (response) => {
      const said: Carried = {
        _tag: "Answered",
        status: response.statusCode ?? 0,
        retryAfterSeconds: retryAfter(response.headers["retry-after"], Date.now())
      }
      answered = said
      ending = setTimeout(() => done(said), bodyMaxMillis)
      let read = 0
      response.on("data", (part: Buffer) => {
        read += part.length
        if (read > bodyMaxBytes) done(said)
      })
      for (const end of ["end", "error"]) response.on(end, () => done(said))
    })
    // Whoever hangs up without a word, or wants to speak another protocol.
    request.on("close", () => done(unreachable(null)))
    request.end(bytes)
    return Effect.sync(() => {
      clearTimeout(ending)
      request.destroy()
    })
  })
