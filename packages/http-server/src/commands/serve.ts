import { Command, Flag } from "effect/cli"
import { list } from "../config/variables.ts"
import { serve as run } from "../serve/serve.ts"
import { configured } from "./configured.ts"

const width = Math.max(...list.map(({ name }) => name.length))
const environment = list.map(({ meaning, name, otherwise }) => `  ${name.padEnd(width)}  ${meaning} (${otherwise})`)

const worker = Flag.Boolean("worker").pipe(
  Flag.withDescription("Runs the shop's jobs too; --no-worker leaves them to other processes, as `duka worker`"),
  Flag.withDefault(true)
)

export const serve = Command.make("serve", { worker }, ({ worker }) =>
  configured((config) => run(config, { worker }))
).pipe(
  Command.withDescription(
    `Serves the shop over HTTP until it is told to end (SIGINT, SIGTERM).\n\nThe socket opens at once; the storage is connected and migrated behind it, and until then everything but /health/live is answered 503. Without any configuration the shop is kept in .duka, in an embedded PostgreSQL, and filled with a demonstration catalogue at its first start.\n\nThe environment configures it. Each variable, and what holds without it:\n${environment.join("\n")}`
  ),
  Command.withShortDescription("Serve the shop over HTTP")
)
