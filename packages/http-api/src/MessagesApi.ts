import {
  InvalidInput,
  Channel,
  MessageKindName,
  MessageNotFound,
  MessageNotResendable,
  MessageRule,
  MessageStatus,
  Topic,
  MessageView,
  Page
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { onePaging, pageOf, paging } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const MessagePage = pageOf("Message", MessageView)

/** Where messages of a kind go, and whether the shop has said so. */
export const MessageRuling = Schema.Struct({
  ...MessageRule.fields,
  audience: Schema.Literals(["customer", "staff"]),
  topic: Topic,
  changed: Schema.Boolean
}).annotate({ identifier: "MessageRuling" })

export const MessageRulings = Schema.Struct({ items: Schema.Array(MessageRuling) }).annotate({
  identifier: "MessageRulings"
})

export const MessageChannels = Schema.Struct({ channels: MessageRule.fields.channels }).annotate({
  identifier: "MessageChannels"
})

const params = { id: Schema.String }
const kind = { kind: MessageKindName }

export class MessagesApi extends HttpApiGroup.make("messages")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({
        status: Schema.optionalKey(MessageStatus),
        channel: Schema.optionalKey(Channel),
        kind: Schema.optionalKey(MessageKindName),
        ...paging
      }).check(onePaging),
      success: MessagePage,
      error: problem(Page.InvalidCursor)
    }).annotateMerge(
      summary(
        "Messages to people, the newest first",
        "`status=failed` are those that wait for somebody to look at them."
      )
    ),
    HttpApiEndpoint.get("get", "/:id", { params, success: MessageView, error: problem(MessageNotFound) }).annotateMerge(
      summary(
        "A message, and what became of it",
        "With `DUKA_DEV_MESSAGES=1` also how it reads: of messages with links, whoever reads them can use those."
      )
    ),
    HttpApiEndpoint.post("resend", "/:id/resend", {
      params,
      success: MessageView,
      error: [problem(MessageNotFound), problem(MessageNotResendable)]
    }).annotateMerge(summary("Send a message once more", "It says what it said then."))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/messages")
  .annotateEndpointsMerge(asks.permission("message:manage"))
  .annotateMerge(room("Messages", "What the shop has written to people, by mail, by SMS and in its app.")) {}

export class MessageRulesApi extends HttpApiGroup.make("messageRules")
  .add(
    HttpApiEndpoint.get("list", "/", { success: MessageRulings }).annotateMerge(
      summary("Where messages go", "Every kind of message, with its channels.")
    ),
    HttpApiEndpoint.put("set", "/:kind", {
      params: kind,
      payload: MessageChannels,
      success: MessageRuling,
      error: problem(InvalidInput)
    }).annotateMerge(summary("Send a kind of message elsewhere", "With no channels it is not sent any more.")),
    HttpApiEndpoint.delete("reset", "/:kind", { params: kind, success: MessageRuling }).annotateMerge(
      summary("Send a kind of message where it goes by itself")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/message-rules")
  .annotateEndpointsMerge(asks.permission("message:manage"))
  .annotateMerge(room("Message rules", "Which messages are sent, and on which channels.")) {}
