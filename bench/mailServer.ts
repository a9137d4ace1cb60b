/** A mail server that takes everything: a process of its own, which tells its port. */
import { SMTPServer } from "smtp-server"

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  disableReverseLookup: true,
  maxClients: 200,
  onData: (stream, _session, taken) => {
    stream.resume()
    stream.on("end", () => void taken())
  }
})
const listening = server.listen(0, "127.0.0.1", () => {
  const address = listening.address()
  if (address !== null && typeof address === "object") process.send?.(address.port)
})
process.once("disconnect", () => process.exit(0))
