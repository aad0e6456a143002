// Server-sent events by fetch. EventSource hides comments, so it cannot tell a quiet program from a dead connection.

const SILENCE = 40_000 // the server sends a byte at least every 15 s
const MAX_WAIT = 15_000
const TURN = 10 // milliseconds of reading before the page gets its turn

export class EventStream {
  #url
  #handlers
  #lastId = ''
  #retry = 500
  #attempt = 0
  #abort
  #timer
  #silence
  #closed = false

  // handlers: event(type, data), live(), waiting(milliseconds), ended().
  constructor(url, handlers) {
    this.#url = url
    this.#handlers = handlers
    this.#connect()
  }

  // retryNow skips what is left of the back-off.
  retryNow() {
    if (this.#closed || !this.#timer) return
    this.#connect()
  }

  // reconnect leaves this connection, whose server is about to go, and comes back after the usual wait.
  reconnect() {
    this.#abort.abort()
  }

  close() {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    this.#abort?.abort()
  }

  async #connect() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#abort = new AbortController()
    this.#listen()
    try {
      const headers = { Accept: 'text/event-stream' }
      if (this.#lastId) headers['Last-Event-ID'] = this.#lastId
      const response = await fetch(this.#url, { headers, signal: this.#abort.signal, cache: 'no-store' })
      if (this.#refused(response.status)) return this.#end(response.status)
      if (response.ok) await this.#read(response.body)
    } catch {
      // A lost connection is not an error here: the next attempt follows.
    }
    this.#again()
  }

  // Waiting does not help against these; 408, 425 and 429 are worth another try.
  #refused(status) {
    return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  }

  #end(status) {
    this.close()
    this.#handlers.ended(status)
  }

  async #read(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    const pieces = [] // of the event that has not ended yet; what a cut connection leaves here is sent again
    let turn = performance.now()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || this.#closed) return
      // Data that is already there arrives without a pause, and a flood would keep the page from painting.
      if (performance.now() - turn > TURN) {
        await new Promise((resolve) => setTimeout(resolve))
        turn = performance.now()
      }
      if (this.#attempt >= 0) {
        this.#attempt = -1
        this.#handlers.live()
      }
      this.#listen()
      this.#take(pieces, value)
    }
  }

  // take looks at each character once, however many reads a large event needs.
  #take(pieces, text) {
    if (text.startsWith('\n') && pieces.at(-1)?.endsWith('\n')) {
      this.#dispatch(pieces.splice(0).join(''))
      text = text.slice(1)
    }
    const events = text.split('\n\n')
    const last = events.pop()
    for (const event of events) this.#dispatch(pieces.splice(0).join('') + event)
    if (last) pieces.push(last)
  }

  #dispatch(text) {
    if (this.#closed) return
    let type = 'message'
    let id
    const data = []
    for (const line of text.split('\n')) {
      const colon = line.indexOf(':')
      if (colon < 1) continue
      const field = line.slice(0, colon)
      const value = line.slice(colon + 1).replace(/^ /, '')
      if (field === 'event') type = value
      else if (field === 'data') data.push(value)
      else if (field === 'id') id = value
      else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value)
    }
    if (data.length) this.#handlers.event(type, JSON.parse(data.join('\n')))
    if (id !== undefined) this.#lastId = id
  }

  #listen() {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#abort.abort(), SILENCE)
  }

  // A class of forty that lost the same server must not come back in the same millisecond.
  #again() {
    clearTimeout(this.#silence)
    if (this.#closed) return
    this.#attempt = Math.max(0, this.#attempt) + 1
    const wait = Math.min(MAX_WAIT, this.#retry * 2 ** (this.#attempt - 1)) * (0.7 + 0.6 * Math.random())
    this.#handlers.waiting(wait)
    this.#timer = setTimeout(() => this.#connect(), wait)
  }
}
