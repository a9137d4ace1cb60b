/**
 * Puts the Node of the optional dependencies where npm's scripts look first. npm 11 does that itself; npm 10 installs
 * it and then takes the link away together with the packages of the other platforms, which have the same one.
 * Plain JavaScript for old versions of Node: it runs before anything else does.
 */
import { existsSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const { platform, arch } = process
const isWindows = platform === "win32"
const name = `node-${isWindows ? "win" : platform}-${arch}`
const modules = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../node_modules")
const program = join(modules, name, isWindows ? "bin/node.exe" : "bin/node")
const link = join(modules, ".bin", isWindows ? "node.cmd" : "node")

if (existsSync(program)) {
  try {
    if (isWindows) writeFileSync(link, `@"%~dp0\\..\\${name}\\bin\\node.exe" %*\r\n`, { flag: "wx" })
    else symlinkSync(`../${name}/bin/node`, link)
  } catch (error) {
    if (error.code !== "EEXIST") throw error
  }
} else {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major < 22 || (major === 22 && minor < 19)) {
    console.error(
      `Duka needs Node 22.19 or newer. This is ${process.version}, and npm has no Node for ${platform} ${arch}.`
    )
    process.exitCode = 1
  }
}
