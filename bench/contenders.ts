import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Program } from "./Contender.ts"

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const sources = "--conditions=@duka/source"

export const duka: Program = {
  name: "duka",
  args: [sources, file("../packages/http-server/src/main.ts"), "serve", "--no-worker"]
}

export const baselines: ReadonlyArray<Program> = [
  { name: "fastify + pg", args: [sources, file("./baselines/fastifyPg.ts")] },
  { name: "node:http + postgres", args: [sources, file("./baselines/nodeHttpPostgres.ts")] }
]

const published = file("../packages/http-server/dist/main.js")

/** What is published, once `npm run build` has made it: to run from sources is to carry the type stripper along. */
const built: Program | null = existsSync(published)
  ? { name: "duka, built", args: [published, "serve", "--no-worker"] }
  : null

/** Who is raced: Duka as it is published, or from sources where nothing is built. */
export const racers: ReadonlyArray<Program> = [built ?? duka, ...baselines]

/** Who is started: both. */
export const starters: ReadonlyArray<Program> = [...(built === null ? [] : [built]), duka, ...baselines]
