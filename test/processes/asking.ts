/** How people ask a shop whose processes come and go: whoever gets no answer asks another process for the same. */
import { setTimeout as sleep } from "node:timers/promises"
import { type Answer, ask } from "../environment/shopper.ts"
import type { Keyed, Request, World } from "./World.ts"

/** So long somebody asks again: longer than all processes are away. */
const patienceSeconds = 150

/** What is asked again with the same key: nothing has happened, or nobody knows. */
const isToBeRepeated = ({ body, status }: Answer) =>
  status === 503 || status === 429 || body?.code === "IdempotencyRunning" || body?.code === "ProviderUnreachable"

/** Nobody listens there: nothing has happened. Otherwise nobody knows. */
const isRefused = (failure: unknown) =>
  failure instanceof Error && failure.cause instanceof Error && "code" in failure.cause
    ? failure.cause.code === "ECONNREFUSED"
    : false

/**
 * The first answer that says yes or no. Null when nobody has answered for very long, or when the one who asks walks away as
 * the connection breaks.
 */
export const answerTo = async (
  world: World,
  name: string,
  asked: Request,
  walksAway = false
): Promise<Answer | null> => {
  const { chance, fleet, tally, wrong } = world
  const began = performance.now()
  for (let attempt = 0; performance.now() - began < patienceSeconds * 1_000; attempt++) {
    try {
      const answer = await ask(fleet.anyUrl(), asked.method, asked.path, asked.body, asked.headers ?? {})
      if (answer.status === 500) {
        wrong.push(`${name}: ${JSON.stringify(answer.body)}`)
        return null
      }
      if (!isToBeRepeated(answer)) {
        tally.count("asked", `${name} ${answer.status < 300 ? "ok" : answer.body?.code}`)
        if (attempt > 0) tally.count("retried answers", `${name} ${answer.status < 300 ? "ok" : answer.body?.code}`)
        return answer
      }
      tally.count("asked", `${name} ${answer.body?.code ?? answer.status}`)
    } catch (failure) {
      tally.count(isRefused(failure) ? "nobody there" : "lost answers", name)
      if (walksAway && !isRefused(failure)) {
        tally.count("walked away", name)
        return null
      }
    }
    await sleep(50 + chance.below(500))
  }
  wrong.push(`${name}: nobody has answered`)
  return null
}

interface Command extends Request {
  readonly kind: keyof World["answered"]
  readonly key: string
  readonly idOf: (body: Answer["body"]) => string
  readonly walksAway?: boolean
}

/** A command under a key: asked until it is answered, and now and then once more. What it made is kept. */
export const command = async (world: World, name: string, asked: Command): Promise<Answer | null> => {
  const { answered, chance, tally } = world
  const headers = { ...asked.headers, "idempotency-key": asked.key }
  const kept: Keyed = { key: asked.key, ids: new Set() }
  const once = async () => {
    const answer = await answerTo(world, name, { ...asked, headers }, asked.walksAway)
    if (answer === null || answer.status >= 300) return answer
    if (kept.ids.size === 0) answered[asked.kind].push(kept)
    kept.ids.add(asked.idOf(answer.body))
    return answer
  }
  const first = await once()
  if (first === null || first.status >= 300 || !chance.once(5)) return first
  const again = await once()
  if (again !== null && again.status >= 300) {
    world.wrong.push(`${name} was done, and asked for again it is ${JSON.stringify(again.body)}`)
  }
  tally.count("asked again", name)
  return first
}
