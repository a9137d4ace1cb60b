/** How messages read, and who carries them, as the configuration says. */
import { MessageSenders, MessageTemplates, type Settings } from "@duka/core"
import { AfricasTalking } from "@duka/notify-africastalking"
import { SmtpSender } from "@duka/notify-smtp"
import { Templates } from "@duka/notify-templates"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, type Redacted } from "effect"
import { CannotStart } from "../CannotStart.ts"

/** Null: nobody carries it. */
export interface CarrierKeys {
  readonly mail: {
    readonly url: Redacted.Redacted
    readonly from: string
    readonly dkim: NonNullable<Parameters<typeof SmtpSender.make>[0]["dkim"]> | null
  } | null
  readonly sms: {
    readonly username: string
    readonly apiKey: Redacted.Redacted
    readonly senderId: string | null
  } | null
  readonly templatesDir: string | null
}

const cannotStart = ({ message }: { readonly message: string }) => new CannotStart({ reason: message })

const mailSender = ({ dkim, from, url }: NonNullable<CarrierKeys["mail"]>, name: string) =>
  SmtpSender.make({ url, from: { name, address: from }, ...(dkim === null ? {} : { dkim }) })

const smsSender = ({ apiKey, senderId, username }: NonNullable<CarrierKeys["sms"]>) =>
  AfricasTalking.make({ username, apiKey, ...(senderId === null ? {} : { senderId }) })

const senders = ({ mail, sms }: CarrierKeys, name: string): Layer.Layer<never, CannotStart> =>
  Layer.effect(
    MessageSenders,
    Effect.all({
      email: mail === null ? Effect.succeed(null) : mailSender(mail, name),
      sms: sms === null ? Effect.succeed(null) : smsSender(sms)
    }).pipe(Effect.mapError(cannotStart))
  )

const templates = ({ templatesDir }: CarrierKeys, locale: string): Layer.Layer<MessageTemplates, CannotStart> =>
  Layer.effect(
    MessageTemplates,
    Effect.mapError(
      templatesDir === null
        ? Templates.load({ defaultLocale: locale })
        : Templates.loadDirectory({ directory: templatesDir, defaultLocale: locale }),
      cannotStart
    )
  ).pipe(Layer.provide(NodeServices.layer))

export const layer = (
  keys: CarrierKeys,
  { locale, shopName }: Settings.MessageSettings
): Layer.Layer<MessageTemplates, CannotStart> => Layer.merge(templates(keys, locale), senders(keys, shopName))
