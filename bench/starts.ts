/** From nothing to the first answer, and what a server holds before anybody has asked it anything. */
import { setTimeout as sleep } from "node:timers/promises"
import { type Contender, type Program, residentMiB, start } from "./Contender.ts"
import { createDatabase, dropDatabase, type Server } from "./database.ts"
import { median } from "./statistics.ts"

const idleMillis = 5_000

export interface StartFigures {
  readonly contender: string
  /** On a database that is there. */
  readonly millis: number
  /** On an empty one, which Duka has to migrate first; the baselines have no migrations. */
  readonly emptyMillis: number | null
  readonly idleMiB: number
}

interface Asked {
  readonly template: string
  readonly secretKey: string
  readonly times: number
}

const once = async (
  program: Program,
  databaseUrl: string,
  secretKey: string,
  look: (contender: Contender) => Promise<number>
) => {
  const contender = await start(program, { databaseUrl, secretKey })
  const seen = await look(contender)
  await contender.stop()
  return { millis: contender.startMillis, seen }
}

const nothing = async () => Number.NaN

const idle = async ({ pid }: Contender) => {
  await sleep(idleMillis)
  return residentMiB(pid)
}

export const measureStarts = async (
  server: Server,
  programs: ReadonlyArray<Program>,
  { secretKey, template, times }: Asked
): Promise<ReadonlyArray<StartFigures>> => {
  const databaseUrl = await createDatabase(server, template)
  const millis = new Map<string, Array<number>>(programs.map(({ name }) => [name, []]))
  for (let time = 0; time < times; time++) {
    for (const program of programs) {
      millis.get(program.name)?.push((await once(program, databaseUrl, secretKey, nothing)).millis)
    }
  }
  const figures: Array<StartFigures> = []
  for (const program of programs) {
    const { seen: idleMiB } = await once(program, databaseUrl, secretKey, idle)
    const empty = program.name.startsWith("duka") ? await createDatabase(server) : null
    const emptyMillis = empty === null ? null : (await once(program, empty, secretKey, nothing)).millis
    if (empty !== null) await dropDatabase(server, empty)
    figures.push({ contender: program.name, millis: median(millis.get(program.name) ?? []), emptyMillis, idleMiB })
  }
  await dropDatabase(server, databaseUrl)
  return figures
}
