/** How the shop writes to people: what it calls itself, where its pages are, and who carries its messages. */
import { Locale, Settings, type Settings as Shop, Text } from "@duka/core"
import { Config, type Effect, Option, Redacted, Schema } from "effect"
import { variable } from "./variable.ts"

const shown = { secret: false } as const
const { messages: defaults } = Settings.defaults

const PathSecret = Schema.String.check(Schema.isPattern(/^[\w-]{24,200}$/))
const Name = Text.line({ max: 100 })

const Url = Schema.String.check(
  Schema.isMaxLength(500),
  Schema.makeFilter((text: string) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text))
)

/** An address of the storefront's, in which a token is put. */
const Page = Schema.String.check(
  Schema.isMaxLength(500),
  Schema.makeFilter(
    (text: string) =>
      /^https?:\/\/\S+$/.test(text) && text.includes("{token}") && URL.canParse(text.replace("{token}", "x"))
  )
)

const page = (name: string, what: string) =>
  variable(
    {
      name,
      meaning: `The storefront's page ${what}. {token} stands where the token of the link is put.`,
      expected: "an http or https address with {token} in it",
      otherwise: "messages show the token itself",
      ...shown
    },
    Config.schema(Page, name).pipe(Config.option)
  )

export const messageVariables = {
  shopName: variable(
    {
      name: "DUKA_SHOP_NAME",
      meaning: "What the shop calls itself in messages.",
      expected: "a line of at most 100 characters",
      otherwise: defaults.shopName,
      ...shown
    },
    Config.schema(Name, "DUKA_SHOP_NAME").pipe(Config.withDefault(defaults.shopName))
  ),
  shopUrl: variable(
    {
      name: "DUKA_SHOP_URL",
      meaning: "Where the shop's storefront is, for links in messages.",
      expected: "an http or https address",
      otherwise: "no link",
      ...shown
    },
    Config.schema(Url, "DUKA_SHOP_URL").pipe(Config.option)
  ),
  helpEmail: variable(
    {
      name: "DUKA_HELP_EMAIL",
      meaning: "Where people who have questions may write to.",
      expected: "an email address",
      otherwise: "messages name none",
      ...shown
    },
    Config.schema(Text.Email, "DUKA_HELP_EMAIL").pipe(Config.option)
  ),
  helpPhone: variable(
    {
      name: "DUKA_HELP_PHONE",
      meaning: "Where people who have questions may call.",
      expected: "a telephone number in E.164, as +254700000001",
      otherwise: "messages name none",
      ...shown
    },
    Config.schema(Text.Phone, "DUKA_HELP_PHONE").pipe(Config.option)
  ),
  locale: variable(
    {
      name: "DUKA_LOCALE",
      meaning: "The language of messages to people who have chosen none.",
      expected: "a language such as en or sw",
      otherwise: defaults.locale,
      ...shown
    },
    Config.schema(Locale, "DUKA_LOCALE").pipe(Config.withDefault(defaults.locale))
  ),
  reportSecret: variable(
    {
      name: "DUKA_SMS_REPORT_SECRET",
      meaning:
        "Stands in the address that the carrier of SMS reports to, /v1/webhooks/messages/<secret>, because it signs nothing.",
      expected: "24 to 200 letters, digits, dashes and underscores",
      otherwise: "nobody reports what became of an SMS",
      secret: true
    },
    Config.schema(PathSecret, "DUKA_SMS_REPORT_SECRET").pipe(Config.map(Redacted.make), Config.option)
  ),
  trackingPage: page("DUKA_PAGE_TRACKING", "that shows how an order stands"),
  verificationPage: page("DUKA_PAGE_VERIFICATION", "where somebody shows that an email is his"),
  resetPage: page("DUKA_PAGE_RESET", "where somebody sets another password"),
  invitationPage: page("DUKA_PAGE_INVITATION", "where somebody who is to work here begins")
} as const

/** What they come to, or whatever is wrong with each of them. */
export const messageReads = {
  shopName: messageVariables.shopName.read,
  shopUrl: messageVariables.shopUrl.read,
  helpEmail: messageVariables.helpEmail.read,
  helpPhone: messageVariables.helpPhone.read,
  locale: messageVariables.locale.read,
  reportSecret: messageVariables.reportSecret.read,
  trackingPage: messageVariables.trackingPage.read,
  verificationPage: messageVariables.verificationPage.read,
  resetPage: messageVariables.resetPage.read,
  invitationPage: messageVariables.invitationPage.read
}

type Read = { readonly [K in keyof typeof messageReads]: Effect.Success<(typeof messageReads)[K]> }

/** `shown`: for developing. */
export const messageSettings = (given: Read, shown: boolean): Shop.MessageSettings => ({
  shopName: given.shopName,
  shopUrl: Option.getOrNull(given.shopUrl),
  helpEmail: Option.getOrNull(given.helpEmail),
  helpPhone: Option.getOrNull(given.helpPhone),
  locale: given.locale,
  pages: {
    tracking: Option.getOrNull(given.trackingPage),
    verification: Option.getOrNull(given.verificationPage),
    reset: Option.getOrNull(given.resetPage),
    invitation: Option.getOrNull(given.invitationPage)
  },
  reportSecret: Option.getOrNull(given.reportSecret),
  keptSeconds: defaults.keptSeconds,
  shown
})
