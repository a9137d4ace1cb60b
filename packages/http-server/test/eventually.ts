/** What is done in the background has no answer of its own: it is asked again, as often as it takes, until it holds. */
import { setTimeout as sleep } from "node:timers/promises"

const betweenMillis = 25

export const eventually = async (holds: () => Promise<boolean>, attemptsMax = 400) => {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (await holds()) return
    await sleep(betweenMillis)
  }
  throw new Error("It did not come to that.")
}
