/** What an endpoint asks of who calls it: said beside the endpoint, held by core, compared by tests. */
import { Permission } from "@duka/core"
import { Context, Schema } from "effect"
import { OpenApi } from "effect/http-api"

/** What somebody may have been given, good for what it was given for, whoever shows it. */
export const Secret = Schema.Literals([
  "password",
  "provider's signature",
  "refresh token",
  "setup token",
  "token of the message",
  "tracking token"
])
export type Secret = typeof Secret.Type

const more = { more: Schema.optionalKey(Permission) }

export const Asks = Schema.TaggedUnion({
  /** Nothing. Who holds `more` sees more, or may ask for more. */
  Everybody: more,
  /** The secret alone. */
  Secret: { secret: Secret },
  /** Anybody's token; or a person's and no API key's. */
  SignedIn: { as: Schema.Literals(["anybody", "person"]), ...more },
  /** Whose it is: others do not find it. `guests` may own one, by its token. Who holds all of `or` may too. */
  Owner: { guests: Schema.Boolean, or: Schema.Array(Permission) },
  /** All of them. */
  Permission: { all: Schema.NonEmptyArray(Permission) }
})
export type Asks = typeof Asks.Type

/** What an endpoint asks. One that does not say it is closed to guests, and fails the tests. */
export const Asking: Context.Reference<Asks | undefined> = Context.Reference<Asks | undefined>("@duka/http-api/Asks", {
  defaultValue: () => undefined
})

/** Says so of an endpoint, to the server and to the OpenAPI document. */
const said = (value: Asks): Context.Context<never> =>
  Context.merge(Context.make(Asking, value), OpenApi.annotations({ override: { "x-asks": value } }))

type Permissions = readonly [Permission, ...ReadonlyArray<Permission>]

export const asks = {
  everybody: said({ _tag: "Everybody" }),
  /** Public, and more of it with a permission. */
  everybodyOrMore: (more: Permission) => said({ _tag: "Everybody", more }),
  secret: (secret: Secret) => said({ _tag: "Secret", secret }),
  /** A person, about himself. */
  signedIn: said({ _tag: "SignedIn", as: "person" }),
  /** One's own, or everybody's with a permission. */
  tokenOrMore: (more: Permission) => said({ _tag: "SignedIn", as: "anybody", more }),
  /** The guest who has its token, or the customer. */
  owner: said({ _tag: "Owner", guests: true, or: [] }),
  ownerOr: (...or: Permissions) => said({ _tag: "Owner", guests: true, or }),
  /** The same of what no guest has. */
  signedInOwner: said({ _tag: "Owner", guests: false, or: [] }),
  signedInOwnerOr: (...or: Permissions) => said({ _tag: "Owner", guests: false, or }),
  permission: (...all: Permissions) => said({ _tag: "Permission", all })
} as const

/** Whether it may be of use to guests. Where it is not, they are answered 401 before anything is read. */
export const isForGuests = (asks: Asks | undefined): boolean => {
  switch (asks?._tag) {
    case "Everybody":
    case "Secret":
      return true
    case "Owner":
      return asks.guests
    case "SignedIn":
    case "Permission":
    case undefined:
      return false
  }
}

const named = (permissions: ReadonlyArray<Permission>) => permissions.map((one) => `\`${one}\``).join(" and ")

const andMore = ({ more }: { readonly more?: Permission }) =>
  more === undefined ? "" : `; more of it for who holds ${named([more])}`

const signedIn = {
  anybody: "whoever has signed in, and API keys",
  person: "whoever has signed in"
} as const

/** For whom it is, in words: `who holds` followed by a permission, say. */
export const forWhom: (asks: Asks) => string = Asks.match({
  Everybody: (asks) => `everybody${andMore(asks)}`,
  Secret: ({ secret }) => `whoever has the ${secret}`,
  SignedIn: (asks) => `${signedIn[asks.as]}${andMore(asks)}`,
  Owner: ({ guests, or }) =>
    `whoever it belongs to${guests ? "" : ", signed in"}${or.length === 0 ? "" : `, or who holds ${named(or)}`}`,
  Permission: ({ all }) => `who holds ${named(all)}`
})
