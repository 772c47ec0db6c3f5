import type { TransactionSql } from 'postgres';

/**
 * A gate around a transaction: it serves queries while open, refuses them after it is closed, and is drained
 * before commit. graphql-js returns early when a non-null sibling fails; without a gate the surviving resolver
 * would query a connection that by then serves somebody else.
 */
export interface Gate {
  sql: TransactionSql;
  close(): Promise<void>;
}

export class GateClosed extends Error {
  constructor() {
    super('the transaction of this act is over');
  }
}

/** A postgres.js query as far as the gate needs it: `handler` sends it, once something awaits it. */
interface Sendable {
  handler: (query: Sendable) => unknown;
  reject: (error: Error) => void;
}

export function gate(transaction: TransactionSql): Gate {
  let open = true;
  const running = new Set<Sendable>();
  const watch = (query: unknown): unknown => {
    if (!isSendable(query)) return query;
    const send = query.handler;
    query.handler = (sent) => {
      if (!open) return query.reject(new GateClosed());
      running.add(query);
      settled(query).then(() => running.delete(query));
      return send(sent);
    };
    return query;
  };
  const sql = new Proxy(transaction, {
    apply: (target, self, args) => watch(Reflect.apply(target as never, self, args)),
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      return key === 'unsafe' && typeof value === 'function'
        ? (...args: unknown[]) => watch(Reflect.apply(value, target, args))
        : value;
    },
  });
  return {
    sql,
    close: async () => {
      open = false;
      await Promise.all([...running].map(settled));
    },
  };
}

/** Resolves when the query has ended either way, without sending it as its own `then` would. */
function settled(query: Sendable): Promise<void> {
  const done = () => {};
  return Promise.prototype.then.call(query, done, done) as Promise<void>;
}

function isSendable(value: unknown): value is Sendable {
  return typeof value === 'object' && value !== null && 'handler' in value && 'reject' in value;
}
