/** Builds what is published: declarations in the order of the references, then one bundle for each package. */
import { copyFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { packages, root, run } from "./packages.ts"

for (const { folder } of packages) {
  rmSync(join(folder, "dist"), { recursive: true, force: true })
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"))
}
run(root, "tsc", "-b", "tsconfig.build.json", "--emitDeclarationOnly")
for (const { folder } of packages) run(folder, "tsup", "--config", join(root, "tsup.config.ts"))
