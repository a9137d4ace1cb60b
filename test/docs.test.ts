import { execFile, spawnSync } from "node:child_process"
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePort } from "./environment/freePort.ts"
import { startShop } from "./environment/shopServer.ts"

const root = join(import.meta.dirname, "..")
const exec = promisify(execFile)
const blockMaxMillis = 60_000
const canRunShell = ["bash", "curl"].every((program) => spawnSync(program, ["--version"]).status === 0)

interface Block {
  readonly document: string
  readonly line: number
  readonly info: string
  readonly code: string
}

const blocksOf = (document: string): ReadonlyArray<Block> => {
  const text = readFileSync(join(root, document), "utf8")
  const fences = text.matchAll(/^( *)(`{3,})([^`\n]*)\n(.*?)^\1\2 *$/gms)
  return [...fences].map((fence) => ({
    document,
    line: text.slice(0, fence.index).split("\n").length,
    info: fence[3]?.trim() ?? "",
    code: (fence[4] ?? "").replaceAll(new RegExp(`^${fence[1] ?? ""}`, "gm"), "")
  }))
}

const documents = ["README.md", ...globSync("docs/**/*.md", { cwd: root }).sort()].filter((document) =>
  existsSync(join(root, document))
)
const blocks = documents.flatMap(blocksOf)
const programs = blocks.filter(({ info }) => info === "ts")
const commands = blocks.filter(({ info }) => info === "sh run")

/** What a block says that it prints: lines that begin with `# →`, in which `…` stands for anything. */
const promisesOf = ({ code }: Block) => [...code.matchAll(/^# → (.+)$/gm)].map(([, line = ""]) => line)

/** The promises that the output does not keep, in their order. */
const unkept = (promises: ReadonlyArray<string>, output: string) => {
  const lines = output.split("\n")
  return promises.filter((promise) => {
    const pattern = promise.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*")
    const at = lines.findIndex((line) => new RegExp(`^${pattern}$`).test(line))
    lines.splice(0, at + 1)
    return at === -1
  })
}

const { DATABASE_URL: _, ...environment } = process.env

// Inside the repository, so that a reader's imports resolve as they would in a project of their own.
const folder = join(root, ".docs-blocks")
const fileOf = ({ document, line }: Block) => `${document.replaceAll(/[/.]/g, "-")}-line-${line}.ts`

describe("the documents", () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const program of programs) writeFileSync(join(folder, fileOf(program)), program.code)
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false }
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../tsconfig.json", compilerOptions, include: ["*.ts"] })
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("have a program and commands in README.md, so that this suite is about something", () => {
    expect(programs.map(({ document }) => document)).toContain("README.md")
    expect(commands.map(({ document }) => document)).toContain("README.md")
  })

  it("promise output of which every line must come, in its order", () => {
    const code = "echo a\n# → a … (c)\necho d\n# → d\n"
    const promises = promisesOf({ document: "", line: 1, info: "sh run", code })
    expect(promises).toStrictEqual(["a … (c)", "d"])
    expect(unkept(promises, "x\na b (c)\ny\nd\n")).toStrictEqual([])
    expect(unkept(promises, "a b c\nd")).toStrictEqual(["a … (c)"])
    expect(unkept(promises, "d\na b (c)")).toStrictEqual(["d"])
    expect(commands.flatMap(promisesOf)).not.toStrictEqual([])
  })

  it.runIf(programs.length > 0)("type-check", { timeout: blockMaxMillis }, async () => {
    const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc")
    const { stdout } = await exec(process.execPath, [tsc, "-p", folder]).catch((error) => error)
    expect(stdout).toBe("")
  })

  it.each(programs)("run: $document, the program in line $line", { timeout: blockMaxMillis }, async (program) => {
    await exec(process.execPath, ["--conditions=@duka/source", join(folder, fileOf(program))], {
      cwd: root,
      env: environment,
      timeout: blockMaxMillis - 5_000
    })
  })

  // The commands of one document share a shell and a shop, so that a later one may use what an earlier one found.
  const scripts = documents.filter((document) => commands.some((command) => command.document === document))
  it.runIf(canRunShell).each(scripts)("run: the commands of %s", { timeout: 4 * blockMaxMillis }, async (document) => {
    const data = mkdtempSync(join(tmpdir(), "duka-docs-"))
    const token = "a-token-for-the-documents"
    const shop = await startShop({
      command: process.execPath,
      args: ["--conditions=@duka/source", "packages/http-server/src/main.ts", "serve"],
      folder: root,
      variables: { DUKA_STORAGE: "memory", DUKA_DATA_DIR: data, DUKA_SETUP_TOKEN: token },
      port: await freePort(),
      readyMaxSeconds: 60
    })
    try {
      const script = commands
        .filter((command) => command.document === document)
        .map(({ line, code }) => `echo "${document}, line ${line}" >&2\n${code}`)
      const { stdout } = await exec("bash", ["-euo", "pipefail", "-c", script.join("\n")], {
        cwd: data,
        env: { ...environment, DUKA_URL: shop.url, DUKA_SETUP_TOKEN: token },
        timeout: 3 * blockMaxMillis
      })
      const promises = commands.filter((command) => command.document === document).flatMap(promisesOf)
      expect(unkept(promises, stdout), stdout).toStrictEqual([])
    } finally {
      await shop.stop()
      rmSync(data, { recursive: true, force: true })
    }
  })
})
