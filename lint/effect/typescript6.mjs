/**
 * The Effect language service reads programs through TypeScript 6, and npm puts it where it would find the
 * project's TypeScript 7: this hook gives it the one of this folder.
 */
import { createRequire, registerHooks } from "node:module"
import { pathToFileURL } from "node:url"

const { resolve } = createRequire(import.meta.url)
const here = new Map(
  ["typescript", "typescript/lib/tsserverlibrary"].map((name) => [name, pathToFileURL(resolve(name)).href])
)

registerHooks({
  resolve: (specifier, context, next) => {
    const url = here.get(specifier)
    return url === undefined ? next(specifier, context) : { url, format: "commonjs", shortCircuit: true }
  }
})
