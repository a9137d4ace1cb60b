import { Messages, MessageView } from "@duka/core"
import { DukaApi, MessagePage, MessageRuling, MessageRulings, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const one = text(MessageView)
const page = text(MessagePage)
const ruling = text(MessageRuling)
const rulings = text(MessageRulings)

export const messages = HttpApiBuilder.group(
  DukaApi,
  "messages",
  Effect.fnUntraced(function* (handlers) {
    const messages = yield* Messages
    return handlers.handleAll({
      list: ({ query: { channel, kind, status, ...paging } }) => {
        const filter = {
          ...(channel === undefined ? {} : { channel }),
          ...(kind === undefined ? {} : { kind }),
          ...(status === undefined ? {} : { status })
        }
        return Effect.map(messages.list(filter, Paging.pageRequest(paging)), (found) => own(page(found)))
      },
      get: ({ params }) => Effect.map(messages.get(params.id), (found) => own(one(found))),
      resend: ({ params }) => Effect.map(messages.resend(params.id), (found) => own(one(found)))
    })
  })
)

export const messageRules = HttpApiBuilder.group(
  DukaApi,
  "messageRules",
  Effect.fnUntraced(function* (handlers) {
    const messages = yield* Messages
    return handlers.handleAll({
      list: () => Effect.map(messages.rules(), (items) => own(rulings({ items }))),
      set: ({ params: { kind }, payload: { channels } }) =>
        Effect.map(messages.setRule({ kind, channels }), (rule) => own(ruling(rule))),
      reset: ({ params }) => Effect.map(messages.resetRule(params.kind), (rule) => own(ruling(rule)))
    })
  })
)
