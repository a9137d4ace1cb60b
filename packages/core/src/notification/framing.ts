/** What every template is given beside the data of its kind. Links are made here, and kept nowhere. */
import { Effect } from "effect"
import { Settings } from "../Settings.ts"
import { type TokenPurpose, Tokens } from "../Tokens.ts"
import type { Message } from "./Message.ts"
import { type LinkKind, messageKinds } from "./MessageKind.ts"
import type { MessageFrame } from "./MessageTemplates.ts"

const purposes = {
  tracking: "tracking",
  verification: "link",
  reset: "link",
  invitation: "link"
} as const satisfies Readonly<Record<LinkKind, TokenPurpose>>

export const framing = Effect.gen(function* () {
  const tokens = yield* Tokens
  const { messages, payments, timeZone } = yield* Settings

  const linkOf = Effect.fnUntraced(function* ({ link }: Message) {
    if (link === null) return null
    const token = yield* tokens.mint(purposes[link.kind], link.id)
    const url = messages.pages[link.kind]?.replaceAll("{token}", token) ?? null
    return { url, token, expiresAt: link.expiresAt }
  })

  /** Where one POST without a body turns down the message's topic on its channel; null where one may not, or cannot. */
  const unsubscribeUrl = Effect.fnUntraced(function* ({ id, kind }: Message) {
    if (messageKinds[kind].topic === "necessary" || payments.publicUrl === null) return null
    return `${payments.publicUrl}/v1/unsubscribe/${yield* tokens.mint("unsubscribe", id)}`
  })

  const frameOf = Effect.fnUntraced(function* (message: Message) {
    const frame: MessageFrame = {
      shop: {
        name: messages.shopName,
        url: messages.shopUrl,
        email: messages.helpEmail,
        phone: messages.helpPhone,
        timeZone
      },
      recipient: { name: message.name },
      link: yield* linkOf(message),
      unsubscribeUrl: yield* unsubscribeUrl(message)
    }
    return frame
  })

  return { frameOf }
})
