/** Mistakes of a program that calls the promise facade: they are rejected, and no attempt answers them as values. */
import { Data } from "effect"

/** The shop was closed before the call, or while it was running. */
export class ShopClosed extends Data.TaggedError("ShopClosed")<{
  /** `orders.get`, `attempt.orders.get` … */
  readonly called: string
}> {
  override get message() {
    return `The shop is closed: ${this.called} is answered no more. Open a shop with Duka.open, and close it last.`
  }
}

/** A use case that is not public was called, and nobody said who is asking. */
export class ActorMissing extends Data.TaggedError("ActorMissing")<{
  /** `orders.get`, `attempt.orders.get` … */
  readonly called: string
}> {
  override get message() {
    return `Who is asking? Call shop.as(actor).${this.called}(…), with { _tag: "Guest" }, { _tag: "System" } or another actor.`
  }
}

/** What only the shop itself does, because it trusts what it is told, was called for somebody else. */
export class SystemNeeded extends Data.TaggedError("SystemNeeded")<{
  /** `sessions.logInExternally` */
  readonly called: string
}> {
  override get message() {
    return `${this.called} believes whatever it is told: call shop.as({ _tag: "System" }).${this.called}(…), from code that has checked it.`
  }
}

/** `Duka.open` was given no storage, or something that is none. */
export class StorageMissing extends Data.TaggedError("StorageMissing")<{
  /** What kind of thing stood in its place: `nothing`, `a string` … */
  readonly given: string
}> {
  override get message() {
    return `A shop needs a storage, and was given ${this.given}: Duka.open({ storage: MemoryStorage.layer }) with @duka/adapter-memory, or PostgresStorage.layer({ url }) with @duka/adapter-postgres.`
  }
}

/** The settings name a time zone that there is none of. */
export class TimeZoneUnknown extends Data.TaggedError("TimeZoneUnknown")<{
  readonly given: string
}> {
  override get message() {
    return `There is no time zone ${JSON.stringify(this.given)}: name one of the IANA time zone database, such as Africa/Nairobi.`
  }
}

/** Somebody is to sign in, and the shop was opened without what that takes. */
export class IdentityPortMissing extends Data.TaggedError("IdentityPortMissing")<{
  readonly port: "PasswordHasher" | "TokenSigner"
}> {
  override get message() {
    return `Signing in needs a ${this.port}: give Duka.open({ identity: AuthJose.layer(…) }) of @duka/auth-jose, or bring an identity of your own by shop.as(actor).`
  }
}
