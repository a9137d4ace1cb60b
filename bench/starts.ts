/** From nothing to the first answer. */
import { start, type Program } from "./Contender.ts"
import { createDatabase, dropDatabase, type Server } from "./database.ts"
import { median } from "./statistics.ts"

export interface StartFigures {
  readonly contender: string
  /** On a database that is there. */
  readonly millis: number
  /** On an empty one, which has to be migrated first. */
  readonly emptyMillis?: number
}

interface Asked {
  readonly template: string
  readonly secretKey: string
  readonly times: number
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
      const contender = await start(program, { databaseUrl, secretKey })
      await contender.stop()
      millis.get(program.name)?.push(contender.startMillis)
    }
  }
  await dropDatabase(server, databaseUrl)
  const [first] = programs
  const empty = await createDatabase(server)
  const begun = first === undefined ? undefined : await start(first, { databaseUrl: empty, secretKey })
  await begun?.stop()
  await dropDatabase(server, empty)
  return [...millis].map(([contender, taken]) => ({
    contender,
    millis: median(taken),
    ...(contender === first?.name && begun !== undefined ? { emptyMillis: begun.startMillis } : {})
  }))
}
