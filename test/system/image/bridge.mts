import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Runs within the sandbox, whose loopback is its own: gives it ports of the test's loopback, each through a socket file
 * of the same number, then runs a program to its end.
 *
 * node bridge.mts FOLDER PORT,PORT,… PROGRAM PARAMETER…
 */
const [folder = '', ports = '', program = '', ...parameters] = process.argv.slice(2);

for (const port of ports.split(',')) {
  const server = createServer((inner) => {
    const outer = connect(`${folder}/${port}`);
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.pipe(outer).pipe(inner);
  });
  await once(server.listen(Number(port), '127.0.0.1'), 'listening');
}

const child = spawn(program, parameters, { stdio: 'inherit' });
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
