import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the database on which every statement is counted as it passes. */
export interface Wire {
  /** The database's URL, by way of the counter. */
  url: string;
  /** How many statements have been sent since the last call: executions, whether prepared or simple. */
  taken(): number;
  close(): Promise<void>;
}

/** Messages of PostgreSQL's protocol that make the server run something: Execute and Query. */
const RUNS = new Set(['E'.charCodeAt(0), 'Q'.charCodeAt(0)]);

/** Puts a counter between a client and the database, so that no driver or comment has to be believed. */
export async function openWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const count = { statements: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const read = counter(count);
    client.on('data', (bytes) => {
      read(bytes);
      upstream.write(bytes);
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          client.destroy();
          upstream.destroy();
          open.delete(socket);
        });
    }
  });
  const port = await listening(server);
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href,
    taken: () => {
      const { statements } = count;
      count.statements = 0;
      return statements;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Reads one connection's messages: a startup message without a type, then type, length, body. */
function counter(count: { statements: number }): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return (bytes) => {
    rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      if (started && RUNS.has(rest[0] as number)) count.statements += 1;
      started = true;
      rest = rest.subarray(length);
    }
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
