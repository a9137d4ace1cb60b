import { CurrentActor, Staff } from "@duka/core"
import { Config, Effect, Redacted } from "effect"
import { Command, Flag, Prompt } from "effect/cli"
import { CannotStart } from "../CannotStart.ts"
import type { Configuration } from "../config/Configuration.ts"
import { openSoon } from "../storage/opening.ts"
import * as Storage from "../storage/Storage.ts"
import { configured } from "./configured.ts"

interface Given {
  readonly name: string
  readonly email: string
  readonly password: Redacted.Redacted
}

const inMemory = new CannotStart({
  reason:
    "A shop in memory ends with its process: start it, and make the owner by the link that it prints (POST /v1/auth/setup)."
})

const run =
  ({ email, name, password }: Given) =>
  (config: Configuration) =>
    Effect.gen(function* () {
      if (config.storage._tag === "memory") return yield* inMemory
      const shop = yield* openSoon(config)
      const made = Staff.use((staff) => staff.createOwner({ name, email, password: Redacted.value(password) }))
      yield* made.pipe(
        Effect.provideService(CurrentActor, { _tag: "System" }),
        Effect.provideContext(shop),
        Effect.catchTags({
          InvalidInput: ({ message }) => Effect.fail(new CannotStart({ reason: message })),
          EmailTaken: ({ message }) => Effect.fail(new CannotStart({ reason: message })),
          PasswordsBusy: Effect.die
        })
      )
      yield* Effect.logInfo(`${name} owns the shop: ${yield* Storage.described(config.storage)}`)
    }).pipe(Effect.scoped)

const create = Command.make(
  "create",
  {
    name: Flag.String("name").pipe(
      Flag.withDescription("The owner's name"),
      Flag.withFallbackPrompt(Prompt.String({ message: "Name" }))
    ),
    email: Flag.String("email").pipe(
      Flag.withDescription("The email to log in with"),
      Flag.withFallbackPrompt(Prompt.String({ message: "Email" }))
    ),
    password: Flag.Redacted("password").pipe(
      Flag.withDescription(
        "At least 10 characters. Others on the machine see arguments: better DUKA_ADMIN_PASSWORD, or asked"
      ),
      Flag.withFallbackConfig(Config.Redacted("DUKA_ADMIN_PASSWORD")),
      Flag.withFallbackPrompt(Prompt.Password({ message: "Password, at least 10 characters" }))
    )
  },
  (given) => configured(run(given))
).pipe(
  Command.withDescription(
    "Makes an owner, who may do everything and invites whoever else works here. What is not given as a flag is asked for; the password may stand in DUKA_ADMIN_PASSWORD.\n\nThe embedded database belongs to one process: end the server first, or use the link that it prints while there is no owner."
  ),
  Command.withShortDescription("Make an owner of the shop"),
  Command.withExamples([
    { command: "duka admin create", description: "Asks for name, email and password" },
    {
      command: "DUKA_ADMIN_PASSWORD=… duka admin create --name Otieno --email otieno@example.com",
      description: "Asks for nothing"
    }
  ])
)

export const admin = Command.make("admin").pipe(
  Command.withDescription("Who owns the shop."),
  Command.withShortDescription("Who owns the shop"),
  Command.withSubcommands([create])
)
