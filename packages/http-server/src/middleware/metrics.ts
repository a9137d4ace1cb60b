/** How many requests, how long they took, and what the process takes, in Prometheus' text format. */
import { Context, Effect, Metric } from "effect"
import { PrometheusMetrics } from "effect/observability"

const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

const requests = Metric.counter("http_server_requests_total", {
  description: "Requests answered, by route template, method and status",
  incremental: true
})

const durations = Metric.histogram("http_server_request_duration_seconds", {
  description: "From the request's arrival to its answer, by route template, method and status",
  boundaries
})

const measures = (method: string, route: string, status: number) => {
  const attributes = { method: methods.has(method) ? method : "other", route, status: String(status) }
  return { count: Metric.withAttributes(requests, attributes), seconds: Metric.withAttributes(durations, attributes) }
}

const known = new Map<string, Map<string, Map<number, ReturnType<typeof measures>>>>()

const within = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

/** There are as many of them as routes, methods and statuses: nothing of a path or a caller gets into a name. */
const measured = (method: string, route: string, status: number) => {
  if (!methods.has(method)) return measures(method, route, status)
  const ofRoute = within(known, route, () => new Map())
  const ofMethod = within(ofRoute, method, () => new Map())
  return within(ofMethod, status, () => measures(method, route, status))
}

/** A request's own context knows of no more labels, and is dear to copy for each of two updates. */
const unlabelled = Context.empty()

export interface Answered {
  readonly method: string
  /** The template: never the path, which may hold a token. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export const record = ({ method, route, seconds, status }: Answered): void => {
  const found = measured(method, route, status)
  found.count.updateUnsafe(1, unlabelled)
  found.seconds.updateUnsafe(seconds, unlabelled)
}

const gauges = {
  resident: Metric.gauge("process_resident_memory_bytes", { description: "Resident memory of the process" }),
  heap: Metric.gauge("nodejs_heap_size_used_bytes", { description: "Heap in use" }),
  heapTotal: Metric.gauge("nodejs_heap_size_total_bytes", { description: "Heap reserved" }),
  external: Metric.gauge("nodejs_external_memory_bytes", { description: "Memory of buffers outside the heap" }),
  cpu: Metric.gauge("process_cpu_seconds", { description: "User and system time spent by the process" }),
  uptime: Metric.gauge("process_uptime_seconds", { description: "Time since the process started" })
}

/** All metrics of the process as they are now. */
export const scrape: Effect.Effect<string> = Effect.gen(function* () {
  const memory = process.memoryUsage()
  const { system, user } = process.cpuUsage()
  yield* Metric.update(gauges.resident, memory.rss)
  yield* Metric.update(gauges.heap, memory.heapUsed)
  yield* Metric.update(gauges.heapTotal, memory.heapTotal)
  yield* Metric.update(gauges.external, memory.external)
  yield* Metric.update(gauges.cpu, (system + user) / 1_000_000)
  yield* Metric.update(gauges.uptime, process.uptime())
  return yield* PrometheusMetrics.format()
})
