import { Originals } from "@duka/notify-templates"
import { Console, Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { CannotStart } from "../CannotStart.ts"
import { preview as run } from "../messages/previewing.ts"
import { configured } from "./configured.ts"

const noDirectory = new CannotStart({
  reason: "Copy them where? DUKA_TEMPLATES_DIR is to name a directory; it is made if it is not there."
})

const port = Flag.Int("port").pipe(
  Flag.withDescription("Where the pages are; 0: any that is free"),
  Flag.withDefault(3002)
)

const preview = Command.make("preview", { port }, ({ port }) =>
  configured(({ carriers, shop }) => run({ directory: carriers.templatesDir, shop }, port))
).pipe(
  Command.withDescription(
    "Shows every message in a browser of this machine, with samples for data: the mail in two widths and as text, the SMS with its length, the inbox. Files are read anew for each page, and mistakes in them are told in its place."
  ),
  Command.withShortDescription("See all messages in a browser")
)

const names = Argument.String("name").pipe(
  Argument.withDescription("A file, as en/order-shipped.liquid, or a folder, as sw"),
  Argument.variadic({ min: 1 })
)

const copy = Command.make("copy", { names }, ({ names }) =>
  configured(({ carriers: { templatesDir } }) =>
    Effect.gen(function* () {
      if (templatesDir === null) return yield* noDirectory
      const { copied, kept } = yield* Effect.mapError(
        Originals.copy({ directory: templatesDir, names }),
        ({ message }) => new CannotStart({ reason: message.replaceAll("\n", " ") })
      )
      for (const path of copied) yield* Console.log(`${path}  copied`)
      for (const path of kept) yield* Console.log(`${path}  was there, and is left as it is`)
    })
  )
).pipe(
  Command.withDescription("Copies templates that come with Duka into DUKA_TEMPLATES_DIR, to be changed there."),
  Command.withShortDescription("Copy templates, to change them")
)

export const templates = Command.make("templates").pipe(
  Command.withDescription("How the shop's messages read."),
  Command.withShortDescription("Look at the shop's messages, and change them"),
  Command.withSubcommands([preview, copy]),
  Command.withExamples([
    { command: "duka templates preview", description: "All messages, at http://127.0.0.1:3002" },
    {
      command: "DUKA_TEMPLATES_DIR=templates duka templates copy en/order-shipped.liquid",
      description: "One of them, to be changed"
    }
  ])
)
