/** `npm run bench`: Duka beside two servers written by hand, on one machine, in one run, on real PostgreSQL. */
import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { seed } from "./catalog.ts"
import { type Contender, type Program, start } from "./Contender.ts"
import { racers, starters } from "./contenders.ts"
import {
  connect,
  createDatabase,
  dropDatabase,
  fillCarts,
  openServer,
  readShelf,
  type Server,
  settle
} from "./database.ts"
import { measureIdentity } from "./identity.ts"
import { machineFacts } from "./machine.ts"
import { watchMemory } from "./memory.ts"
import { readOptions } from "./options.ts"
import { type Field, measure, type Measured } from "./rounds.ts"
import { dump, idsIn, transcript } from "./sameness.ts"
import { scenarioNames, scenarios } from "./scenarios.ts"
import { Shoppers } from "./Shoppers.ts"
import { measureStarts } from "./starts.ts"
import { table } from "./table.ts"

const options = readOptions(process.argv.slice(2))
const secretKey = randomBytes(32).toString("base64")
const say = (text: string) => process.stderr.write(`${text}\n`)

/** Nobody is measured who does not send the same bytes. */
const compare = async (field: Field, template: string) => {
  const { server, shelf } = field
  const told: Array<ReadonlyArray<string>> = []
  const source = await createDatabase(server, template)
  const [first, second, third] = await fillCarts(source, shelf, { carts: 3, lines: 3 })
  if (first === undefined || second === undefined || third === undefined) throw new Error("no carts")
  const known = idsIn(await dump(source))
  for (const program of racers) {
    const databaseUrl = await createDatabase(server, source)
    const contender = await start(program, { databaseUrl, secretKey })
    told.push(await transcript(contender, { carts: [first, second, third], known, secretKey, shelf }))
    await contender.stop()
    await dropDatabase(server, databaseUrl)
  }
  await dropDatabase(server, source)
  const [ours = [], ...others] = told
  others.forEach((theirs, index) => {
    const call = ours.findIndex((answer, at) => answer !== theirs[at])
    if (call >= 0) throw new Error(`${racers[index + 1]?.name} answers otherwise\n${ours[call]}\n\n${theirs[call]}`)
  })
}

const race = async (field: Field): Promise<ReadonlyArray<Measured>> => {
  const measured: Array<Measured> = []
  for (const name of scenarioNames) {
    if (!options.groups.has(scenarios[name].group)) continue
    const one = await measure(field, name, options)
    say(`${one.title}: ${one.contenders.map(({ perSecond }) => perSecond.toFixed(0)).join(", ")} a second`)
    measured.push(one)
  }
  return measured
}

const run = async (server: Server, shoppers: Shoppers) => {
  const template = await createDatabase(server)
  await seed(template, options.products)
  await settle(template)
  const shelf = await readShelf(template)
  const sql = connect(template)
  const machine = await machineFacts(sql)
  await sql.end()
  say(`${options.products} products are seeded`)

  const field: Field = { server, shoppers, shelf, secretKey, contenders: [] }
  const databases: Array<string> = [template]
  const open = async (program: Program): Promise<Contender> => {
    const databaseUrl = await createDatabase(server, template)
    databases.push(databaseUrl)
    return start(program, { databaseUrl, secretKey })
  }

  const isRace = ["reads", "orders", "checkouts"] as const
  let measured: ReadonlyArray<Measured> = []
  if (isRace.some((group) => options.groups.has(group))) {
    await compare(field, template)
    say("all contenders answer the same bytes")
    const contenders: Array<Contender> = []
    for (const program of racers) contenders.push(await open(program))
    measured = await race({ ...field, contenders })
    for (const contender of contenders) await contender.stop()
  }

  const isStart = options.groups.has("start")
  const starts = isStart ? await measureStarts(server, starters, { template, secretKey, times: options.starts }) : []
  const [ours] = racers
  const shop = options.groups.has("identity") && ours !== undefined ? await open(ours) : null
  const identity = shop === null ? null : await measureIdentity(field, shop, options)
  await shop?.stop()
  const watched = options.groups.has("memory") && ours !== undefined ? await open(ours) : null
  const memory = watched === null ? null : await watchMemory(field, watched, options.memorySeconds)
  await watched?.stop()

  const results = { measured, starts, identity, memory }
  const file = fileURLToPath(new URL("./results/latest.json", import.meta.url))
  const facts = { at: new Date().toISOString(), mode: options.mode, products: options.products, machine }
  writeFileSync(file, `${JSON.stringify({ ...facts, ...results }, null, 2)}\n`)
  process.stdout.write(`${table(machine, results)}\n`)
  for (const databaseUrl of databases) await dropDatabase(server, databaseUrl)
}

const server = await openServer()
const shoppers = new Shoppers()
try {
  await run(server, shoppers)
} finally {
  shoppers.close()
  await server.stop()
}
