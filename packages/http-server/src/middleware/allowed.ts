/** Which methods a path takes, told from the contract's routes. */
import { DukaApi } from "@duka/http-api"
import { FindMyWay } from "effect/http"
import { HttpApi } from "effect/http-api"

/** Paths are case-sensitive, as slugs are; the longest parameter is a slug. */
export const routerConfig = { caseSensitive: true, ignoreDuplicateSlashes: false, maxParamLength: 200 } as const

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

type Path = `/${string}`

const isPath = (path: string): path is Path => path.startsWith("/")

const router = () => {
  const routes = FindMyWay.make<true>(routerConfig)
  HttpApi.reflect(DukaApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint: { method, path } }) => {
      if (isPath(path)) routes.on(method, path, true)
    }
  })
  return routes
}

/** The methods that the path of a request takes, `HEAD` with `GET`; none when there is nothing at the path. */
export const allowedBy = (pages: ReadonlyArray<Path>) => {
  const routes = router()
  for (const path of pages) routes.on("GET", path, true)
  return (url: string): ReadonlyArray<string> =>
    methods.flatMap((method) =>
      routes.find(method, url) === undefined ? [] : method === "GET" ? ["GET", "HEAD"] : [method]
    )
}
