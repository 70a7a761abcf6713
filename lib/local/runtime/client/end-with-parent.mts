/**
 * Ends this process when the one that started it ends, whatever ended that: the other end of standard input is then closed.
 * `process.exit` would wait for native work, so the process kills itself.
 */
const { Socket } = process.getBuiltinModule('node:net');

const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume().unref();
