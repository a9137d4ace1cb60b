/** A shop of promises runs its jobs itself, unless it is told that others do. */
import { MemoryStorage } from "@duka/adapter-memory"
import { Duka } from "@duka/core"
import { expect, it } from "vitest"

const storage = MemoryStorage.layer
const owner = { _tag: "System" } as const

it("sweeps as long as it is open, and closes while it waits for more", async () => {
  const shop = await Duka.open({ storage })
  const counts = () => shop.as(owner).jobs.counts()
  await expect.poll(counts).toContainEqual({ queue: "sweep-carts", state: "completed", count: 1 })
  await shop.close()
})

it("leaves jobs to others where it is told to", async () => {
  await using shop = await Duka.open({ storage, worker: false })
  await using other = await Duka.open({ storage })
  // The other one has begun after it, and is done.
  await expect
    .poll(() => other.as(owner).jobs.counts())
    .toContainEqual({
      queue: "sweep-keys",
      state: "completed",
      count: 1
    })
  expect(await shop.as(owner).jobs.counts()).toStrictEqual([])
})
