import { Command } from "effect/cli"
import { migrate } from "./migrate.ts"
import { seed } from "./seed.ts"
import { serve } from "./serve.ts"

export const duka = Command.make("duka").pipe(
  Command.withDescription(
    "A shop without a face: catalogue, carts, orders and stock over HTTP. The environment configures it: see `duka serve --help`."
  ),
  Command.withShortDescription("Headless commerce"),
  Command.withExamples([
    { command: "duka serve", description: "A shop on the embedded database, with a demonstration catalogue" },
    {
      command: "DATABASE_URL=postgres://… DUKA_SECRET_KEY=… duka serve",
      description: "A shop on a PostgreSQL server"
    }
  ]),
  Command.withSubcommands([serve, migrate, seed])
)
