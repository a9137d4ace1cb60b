import { fileURLToPath } from "node:url"
import type { Program } from "./Contender.ts"

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const sources = "--conditions=@duka/source"

export const duka: Program = {
  name: "duka",
  args: [sources, file("../packages/http-server/src/main.ts"), "serve"]
}

export const baselines: ReadonlyArray<Program> = [
  { name: "fastify + pg", args: [sources, file("./baselines/fastifyPg.ts")] },
  { name: "node:http + postgres", args: [sources, file("./baselines/nodeHttpPostgres.ts")] }
]

export const programs: ReadonlyArray<Program> = [duka, ...baselines]
