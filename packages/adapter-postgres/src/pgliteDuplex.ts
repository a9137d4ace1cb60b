import type { PGlite } from "@electric-sql/pglite"
import { Duplex } from "node:stream"

const terminate = 0x58
const cancelRequestCode = 80_877_102

/** Where the first whole messages of the buffer end. Only the very first message of a session has no type byte. */
const wholeUntil = (buffer: Buffer, isStarted: boolean): number => {
  let end = 0
  let header = isStarted ? 1 : 0
  while (buffer.length - end >= header + 4) {
    const size = header + buffer.readInt32BE(end + header)
    if (buffer.length - end < size) break
    end += size
    header = 1
  }
  return end
}

/**
 * The wire protocol to a PGlite in this process, as a stream for a client that believes it talks to a server. There is
 * one session behind every stream: a new stream takes over from the one before and begins it anew.
 */
export const pgliteDuplex = (db: PGlite, beginning: ReadonlyArray<string>): Duplex => {
  let chain = Promise.resolve()
  let buffer: Buffer = Buffer.alloc(0)
  let isStarted = false
  const answer = (messages: Buffer) =>
    db.runExclusive(() =>
      db.execProtocolRaw(messages).then((bytes) => {
        if (bytes.length > 0) stream.push(Buffer.from(bytes))
      })
    )
  // What a dead client left open (a transaction, prepared statements) would be in the way of the next one.
  const begin = () =>
    beginning.reduce((begun: Promise<unknown>, statement) => begun.then(() => db.exec(statement)), Promise.resolve())
  const stream: Duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
      const end = wholeUntil(buffer, isStarted)
      const whole = buffer.subarray(0, end)
      buffer = buffer.subarray(end)
      const isCancel = !isStarted && whole.length >= 8 && whole.readInt32BE(4) === cancelRequestCode
      if (isCancel) stream.push(null)
      else if (whole.length > 0 && whole[0] !== terminate) {
        const ready = isStarted ? chain : chain.then(begin)
        isStarted = true
        chain = ready
          .then(() => answer(whole))
          .catch((error) => {
            stream.destroy(error)
          })
      }
      done()
    },
    final(done) {
      chain.finally(() => {
        stream.push(null)
        done()
      })
    }
  })
  return stream
}
