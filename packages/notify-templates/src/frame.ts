/** What every template is given beside what its kind says, and which of it may be named where. */
import { type LinkKind, type MessageFrame, type MessageKindName, messageKinds, Time } from "@duka/core"
import { Schema } from "effect"
import { type Fields, fields } from "./liquid/shapes.ts"
import { Words } from "./words.ts"

/** Core's own, and no more: it does not compile otherwise. */
const Frame = Schema.Struct({
  shop: Schema.Struct({
    name: Schema.String,
    url: Schema.NullOr(Schema.String),
    email: Schema.NullOr(Schema.String),
    phone: Schema.NullOr(Schema.String),
    timeZone: Schema.String
  }),
  recipient: Schema.Struct({ name: Schema.String }),
  link: Schema.NullOr(
    Schema.Struct({
      url: Schema.NullOr(Schema.String),
      token: Schema.String,
      expiresAt: Schema.NullOr(Time.Timestamp)
    })
  ),
  unsubscribeUrl: Schema.NullOr(Schema.String)
}) satisfies Schema.Schema<MessageFrame>

const Surroundings = Schema.Struct({ ...Frame.fields, locale: Schema.String, words: Words })

/** What templates of all kinds may name; `link` only where a kind has one. */
const frameFields = (link: LinkKind | null): Fields => {
  const all = new Map(fields(Surroundings))
  if (link === null) all.delete("link")
  return all
}

/** All that the templates of a kind may name. */
export const fieldsOfKind = (kind: MessageKindName): Fields => {
  const { data, link } = messageKinds[kind]
  return new Map([...fields(data), ...frameFields(link)])
}
