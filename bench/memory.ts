/** Whether memory grows under load that does not end. */
import { type Contender, residentMiB } from "./Contender.ts"
import type { Field } from "./rounds.ts"
import type { ScenarioName } from "./scenarios.ts"
import { median } from "./statistics.ts"

const sliceSeconds = 5
const mixture: ReadonlyArray<ScenarioName> = ["list", "slug", "search", "checkout"]

export interface MemoryFigures {
  readonly afterOneMinuteMiB: number
  readonly atTheEndMiB: number
  readonly growth: number
  readonly samples: ReadonlyArray<{ readonly seconds: number; readonly residentMiB: number }>
}

/** Browsing and buying in turns. Each figure is the median of half a minute: the collector comes and goes. */
export const watchMemory = async (
  { secretKey, shelf, shoppers }: Field,
  { pid, port }: Contender,
  seconds: number
): Promise<MemoryFigures> => {
  const samples: Array<{ readonly seconds: number; readonly residentMiB: number }> = []
  const began = performance.now()
  const passed = () => (performance.now() - began) / 1000
  const watch = setInterval(() => samples.push({ seconds: passed(), residentMiB: residentMiB(pid) }), 1_000)
  for (let slice = 0; passed() < seconds; slice++) {
    const scenario = mixture[slice % mixture.length] ?? "list"
    await shoppers.play({ scenario, port, seconds: sliceSeconds, stage: { shelf, carts: [], secretKey } })
  }
  clearInterval(watch)
  const around = (from: number, to: number) =>
    median(
      samples.filter((sample) => sample.seconds >= from && sample.seconds < to).map((sample) => sample.residentMiB)
    )
  const afterOneMinuteMiB = around(Math.min(45, seconds / 4), Math.min(75, seconds / 2))
  const atTheEndMiB = around(seconds - 30, Number.POSITIVE_INFINITY)
  return { afterOneMinuteMiB, atTheEndMiB, growth: atTheEndMiB / afterOneMinuteMiB - 1, samples }
}
