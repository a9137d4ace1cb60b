/**
 * One HTTP/1.1 connection that asks one thing after the other. It reads no more of an answer than a measurement needs:
 * the machine that it shares with the server is not to be spent on the client.
 */
import { connect, type Socket } from "node:net"

export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: Buffer
}

const headEnd = Buffer.from("\r\n\r\n")
const lengthPattern = /\r\ncontent-length: *(\d+)/i

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: Error) => void
}

export class Connection {
  private readonly socket: Socket
  private received: Buffer = Buffer.alloc(0)
  private waiting: Waiting | undefined
  private head = ""
  private bodyStart = -1
  private bodyLength = 0

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on("data", (chunk) => this.read(chunk))
    socket.on("error", (error) => this.fail(error))
    socket.on("close", () => this.fail(new Error("the server closed the connection")))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true })
      socket.once("error", reject)
      socket.once("connect", () => {
        socket.off("error", reject)
        resolve(new Connection(socket))
      })
    })
  }

  /** Sends a request, whole, and answers its answer. */
  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(request)
    })
  }

  close() {
    this.waiting = undefined
    this.socket.destroy()
  }

  private read(chunk: Buffer) {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk])
    if (this.bodyStart < 0) {
      const end = this.received.indexOf(headEnd)
      if (end < 0) return
      this.head = this.received.toString("latin1", 0, end)
      const length = lengthPattern.exec(this.head)?.[1]
      if (length === undefined) return this.fail(new Error(`an answer without a length\n${this.head}`))
      this.bodyStart = end + headEnd.length
      this.bodyLength = Number(length)
    }
    const end = this.bodyStart + this.bodyLength
    if (this.received.length < end) return
    const answer = {
      status: Number(this.head.slice(9, 12)),
      head: this.head,
      body: this.received.subarray(this.bodyStart, end)
    }
    this.received = this.received.subarray(end)
    this.bodyStart = -1
    const { waiting } = this
    this.waiting = undefined
    waiting?.resolve(answer)
  }

  private fail(reason: Error) {
    const { waiting } = this
    this.waiting = undefined
    waiting?.reject(reason)
  }
}

export interface Call {
  readonly method: "GET" | "POST" | "PUT"
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A call as it stands on the wire. */
export const request = ({ body, headers = {}, method, path }: Call): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const start = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n${lines.join("")}`
  if (body === undefined) return `${start}\r\n`
  const json = JSON.stringify(body)
  return `${start}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`
}
