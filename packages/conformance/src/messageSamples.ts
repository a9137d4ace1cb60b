import { CustomerId, EventId, type Message, MessageId, type MessageOutcomeFields, MessageStore } from "@duka/core"
import { Effect } from "effect"
import * as Samples from "./samples.ts"

export const person = () => CustomerId.make(Samples.uuid())

export const message = (changes: Partial<Message> = {}): Message => ({
  id: MessageId.make(Samples.uuid()),
  key: `key-${Samples.uuid()}`,
  kind: "order-confirmation",
  channel: "email",
  status: "pending",
  recipientId: person(),
  aboutId: null,
  name: "Amina “Njeri” ☕",
  address: "amina@example.com",
  locale: "sw",
  data: { order: { number: 7, lines: [{ name: "Keki" }] } },
  link: { kind: "tracking", id: Samples.uuid(), expiresAt: null },
  eventId: EventId.make(Samples.uuid()),
  content: null,
  sender: null,
  reference: null,
  cost: null,
  segments: null,
  failure: null,
  readAt: null,
  createdAt: Samples.at(0),
  updatedAt: Samples.at(0),
  ...changes
})

export const outcome = (changes: Partial<MessageOutcomeFields> = {}): MessageOutcomeFields => ({
  status: "sent",
  sender: "smtp",
  reference: Samples.uuid(),
  cost: "KES 0.8000",
  segments: 2,
  failure: null,
  content: { title: "Asante", text: "Asante", html: "<p>Asante</p>" },
  updatedAt: Samples.at(5),
  ...changes
})

export const inboxed = (recipientId: CustomerId, changes: Partial<Message> = {}) =>
  message({ recipientId, channel: "inbox", status: "delivered", address: null, ...changes })

export const one = (id: MessageId) =>
  Effect.flatMap(MessageStore, ({ get }) => Effect.map(get(id, Samples.at(0)), ({ message }) => message))
