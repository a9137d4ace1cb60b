import { Effect } from "effect"
import { Command } from "effect/cli"
import { version } from "../files.ts"
import { admin } from "./admin.ts"
import { jobs } from "./jobs.ts"
import { migrate } from "./migrate.ts"
import { seed } from "./seed.ts"
import { serve } from "./serve.ts"
import { templates } from "./templates.ts"
import { worker } from "./worker.ts"

const duka = Command.make("duka").pipe(
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
  Command.withSubcommands([serve, worker, migrate, seed, jobs, templates, admin])
)

/** What the arguments of the process ask for. */
export const commandLine: Effect.Effect<void, unknown, Command.Environment> = Effect.flatMap(version, (version) =>
  Command.run(duka, { version })
)
