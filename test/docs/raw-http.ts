import { connect } from 'node:net';

/** Milliseconds after which a connection without a complete response is closed. */
const GIVE_UP_MS = 10_000;

/**
 * Writes bytes to a socket unchanged, and reads one response.
 *
 * @param base "http://127.0.0.1:3000"
 * @param waits the body goes out only after "100 Continue", as a client with `Expect` does
 * @returns the response's status and body; the response must have a Content-Length
 */
export function exchangeBytes(
  base: string,
  request: { readonly head: Buffer; readonly body: Buffer; readonly waits: boolean },
): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  let received = '';
  let asked = !request.waits;
  socket.setTimeout(GIVE_UP_MS, () => socket.destroy(new Error('no complete answer')));
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('closed without a complete answer')));
  socket.write(request.waits ? request.head : Buffer.concat([request.head, request.body]));
  socket.on('data', (data) => {
    received += data.toString('latin1');
    if (!asked && received.startsWith('HTTP/1.1 100 Continue\r\n\r\n')) {
      received = received.slice(received.indexOf('\r\n\r\n') + 4);
      asked = true;
      socket.write(request.body);
    }
    const [head = '', ...rest] = received.split('\r\n\r\n');
    const body = rest.join('\r\n\r\n');
    const length = /^content-length: (\d+)$/im.exec(head);
    if (length === null || rest.length === 0 || body.length < Number(length[1])) return;
    resolve({ status: Number(head.split(' ')[1]), body });
    socket.destroy();
  });
  return promise;
}
