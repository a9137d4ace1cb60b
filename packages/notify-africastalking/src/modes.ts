/**
 * A process sends either to people or to the sandbox. The SDK keeps that in a variable of its module that `sandbox` as a user
 * name switches over for everybody, and nothing switches back: whoever else uses the SDK in this process would be moved.
 */
import { Effect, Schema } from "effect"

export const Mode = Schema.Literals(["live", "sandbox"])
export type Mode = typeof Mode.Type

/** A sender of the other mode was made before in this process, and its mode stays until the process ends. */
export class AfricasTalkingModeTaken extends Schema.TaggedError<AfricasTalkingModeTaken>()("AfricasTalkingModeTaken", {
  taken: Mode,
  wanted: Mode
}) {
  override get message() {
    return (
      `Africa's Talking is ${this.taken} in this process and cannot be ${this.wanted} as well: ` +
      "use one user name, or run the other one in a process of its own"
    )
  }
}

let taken: Mode | null = null

/** The first one decides, for as long as the process lives: a sender is a value, and nobody says when it is let go of. */
export const take = (wanted: Mode): Effect.Effect<void, AfricasTalkingModeTaken> =>
  Effect.suspend(() => {
    taken ??= wanted
    return taken === wanted ? Effect.void : Effect.fail(new AfricasTalkingModeTaken({ taken, wanted }))
  })

export const origins: Readonly<Record<Mode, string>> = {
  live: "https://api.africastalking.com",
  sandbox: "https://api.sandbox.africastalking.com"
}
