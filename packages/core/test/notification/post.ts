/** A shop that writes to people: its carriers keep what they took, and do what their script says. */
import { MemoryStorage } from "@duka/adapter-memory"
import { AuthJose } from "@duka/auth-jose"
import {
  type Actor,
  CustomerId,
  Duka,
  layerProviders,
  layerSenders,
  type Mail,
  type Message,
  MessageStore,
  MessageTemplates,
  type Receipt,
  SecretKey,
  type SendFailure,
  Settings,
  type Sms,
  type StoragePorts,
  type WebhookCarrier as Carrier,
  WebhookCarrier,
  TemplateFailed,
  type Tokens
} from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { worked } from "../payment/paying.ts"
import { as, owner, rooms } from "../opened.ts"

/** What has reached the carriers, in order, and what they say to the next ones. */
export interface Post {
  readonly mails: Array<Mail>
  readonly texts: Array<Sms>
  /** Null: it is taken. */
  mail: (mail: Mail) => SendFailure | null
  sms: (sms: Sms) => SendFailure | null
  /** How often a carrier was asked. */
  asked: number
  /** Kinds whose templates are broken. */
  readonly broken: Set<string>
  readonly bank: FakeProvider.FakeProvider
}

const post = (): Post => ({
  mails: [],
  texts: [],
  mail: () => null,
  sms: () => null,
  asked: 0,
  broken: new Set(),
  bank: FakeProvider.make({ name: "bank" })
})

/** Says all that it was given, so that tests find it again. */
const templates = ({ broken }: Post) =>
  Layer.succeed(
    MessageTemplates,
    MessageTemplates.of({
      render: ({ channel, data, frame, kind, locale }) => {
        if (broken.has(kind)) return Effect.fail(new TemplateFailed({ template: kind, problem: "it is broken" }))
        const text = JSON.stringify({ kind, locale, data, frame })
        const all = {
          email: { subject: kind, text, html: `<p>${kind}</p>` },
          sms: { text },
          inbox: { title: kind, text }
        }
        return Effect.succeed(all[channel])
      }
    })
  )

const carriers = (taken: Post) => {
  const receipt = (id: string): Receipt => ({ reference: `carried-${id}`, cost: "KES 0.8000", segments: 1 })
  const answer = (failure: SendFailure | null, id: string, kept: () => void) =>
    Effect.suspend(() => {
      taken.asked++
      if (failure !== null) return Effect.fail(failure)
      kept()
      return Effect.succeed(receipt(id))
    })
  return layerSenders({
    email: {
      name: "post",
      send: (mail) => Effect.suspend(() => answer(taken.mail(mail), mail.id, () => void taken.mails.push(mail)))
    },
    sms: {
      name: "radio",
      send: (sms) => Effect.suspend(() => answer(taken.sms(sms), sms.id, () => void taken.texts.push(sms))),
      report: () => Effect.succeed(null)
    }
  })
}

/** No receiver of webhooks wants to hear of anything any more. */
const gone: Carrier = { carry: () => Effect.succeed({ _tag: "Answered", status: 410, retryAfterSeconds: null }) }

type World = Duka.Background | Duka.UseCases | StoragePorts | Tokens

interface Given {
  readonly settings?: Partial<Settings.MessageSettings>
  /** False: the shop has neither carriers nor templates. */
  readonly writes?: boolean
  /** In memory, unless it is to do something else between two of its steps. */
  readonly storage?: Layer.Layer<StoragePorts>
}

/** A law of a shop that writes to people. Its jobs run as the clock goes on. */
export const law = <A, E>(
  name: string,
  run: (post: Post) => Effect.Effect<A, E, World>,
  { settings = {}, storage = MemoryStorage.layer, writes = true }: Given = {}
) =>
  it.effect(name, () => {
    const taken = post()
    const shop = Duka.layerIdentified.pipe(
      Layer.provideMerge(storage),
      Layer.provide([
        AuthJose.layer({ keys: [Redacted.make(new Uint8Array(32).fill(3))] }),
        SecretKey.layerOf(new Uint8Array(32).fill(7)),
        layerProviders(taken.bank.provider),
        Layer.succeed(WebhookCarrier, gone),
        writes ? Layer.merge(templates(taken), carriers(taken)) : Layer.empty,
        Layer.succeed(Settings.Settings, {
          ...Settings.defaults,
          payments: { ...Settings.defaults.payments, publicUrl: "https://shop.example" },
          messages: {
            ...Settings.defaults.messages,
            pages: { ...Settings.defaults.messages.pages, tracking: "https://shop.example/track/{token}" },
            ...settings
          }
        })
      ])
    )
    return Effect.gen(function* () {
      yield* Effect.forkScoped(Duka.worker({ takers: 2 }))
      return yield* run(taken)
    }).pipe(Effect.scoped, Effect.provide(shop))
  })

export { worked }

/** Every message, oldest first. */
export const messages = Effect.map(
  Effect.flatMap(MessageStore, ({ list }) => list({}, { _tag: "After", limit: 1_000, position: null })),
  ({ items }) => items.toReversed()
)

export const told = (all: ReadonlyArray<Message>) =>
  all.map(({ channel, kind, status }) => `${kind} ${channel} ${status}`)

/** Somebody who works here, and hears of everything. */
export const clerk = Effect.gen(function* () {
  const { staff } = yield* rooms
  const member = yield* as(owner)(
    staff.createOwner({ name: "Wanjiku", email: "wanjiku@shop.example", password: "maji ya machungwa" })
  )
  const actor: Actor = { _tag: "Customer", id: CustomerId.make(member.id) }
  return { id: member.id, actor }
})

/** A customer who may be written to. */
export const buyer = Effect.gen(function* () {
  const { customers } = yield* rooms
  const made = yield* as(owner)(
    customers.create({ name: "Amina Njeri", email: "amina@example.com", phone: "+254711000001" })
  )
  const actor: Actor = { _tag: "Customer", id: made.id }
  return { id: made.id, actor }
})
