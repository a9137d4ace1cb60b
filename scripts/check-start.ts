/**
 * `node scripts/check-start.ts <folder>`: runs `npm start` in a checkout, on a free port and an empty data folder, waits
 * until it is ready, asks for products, and stops it.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../test/environment/freePort.ts"
import { startShop } from "../test/environment/shopServer.ts"

const data = mkdtempSync(join(tmpdir(), "duka-data-"))
process.on("exit", () => rmSync(data, { recursive: true, force: true }))

const started = performance.now()
const shop = await startShop({
  command: "npm",
  args: ["start"],
  folder: process.argv[2] ?? ".",
  variables: { DUKA_DATA_DIR: data },
  port: await freePort(),
  readyMaxSeconds: 60
})
const seconds = ((performance.now() - started) / 1000).toFixed(1)
try {
  const response = await fetch(`${shop.url}/v1/products?limit=1`)
  const body: { readonly items?: ReadonlyArray<unknown> } = await response.json()
  if (response.status !== 200 || body.items?.length !== 1) {
    throw new Error(`GET /v1/products?limit=1 answered ${response.status} ${JSON.stringify(body)}`)
  }
} finally {
  await shop.stop()
}
process.stdout.write(`npm start: ready after ${seconds} s, sells products, stops\n`)
