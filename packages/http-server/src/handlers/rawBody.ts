/** A body as it came in: nothing has read it. */
import { PayloadTooLarge } from "@duka/http-api"
import { ByteSize, Effect } from "effect"
import { HttpIncomingMessage, HttpServerRequest } from "effect/http"

/** A body that breaks off is nobody's message. */
export const rawBody = Effect.fnUntraced(function* (bytesMax: number) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const { "content-length": length } = request.headers
  if (length !== undefined && Number(length) > bytesMax) return yield* new PayloadTooLarge({ bytesMax })
  const body = yield* request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(bytesMax)),
    Effect.mapError(() => new PayloadTooLarge({ bytesMax }))
  )
  return { headers: request.headers, body: new Uint8Array(body) }
})
