import { runNextJob } from '../../../jobs.ts';
import type { Front } from '../../../test/client.ts';
import { bankFileWorker } from '../file-job.ts';

/** What the tests do at the bank's desk: send files, have them read, decide about lines. */
export function bankDesk(front: Front) {
  let keys = 0;
  const key = () => `desk-${++keys}-${process.pid}`;

  /** Sends a file and has it read; answers the upload as it then stands. */
  async function send(body: string | Buffer, person = 'finance', filename = 'bank.xml') {
    const answer = await front.api.app.inject({
      method: 'POST',
      url: `/bank-files?filename=${encodeURIComponent(filename)}`,
      headers: {
        'content-type': 'application/octet-stream',
        authorization: `Bearer ${await front.session(person)}`,
      },
      payload: body,
    });
    const sent = answer.json() as { id: string; known?: boolean; refusals?: { code: string }[] };
    await work();
    return { status: answer.statusCode, ...sent };
  }

  async function work(): Promise<void> {
    const stop = new AbortController().signal;
    const surprises: unknown[] = [];
    while (
      await runNextJob(front.api.database, { bank: bankFileWorker(front.dataDir) }, stop, (error) =>
        surprises.push(error),
      )
    );
    if (surprises.length > 0) throw surprises[0];
  }

  async function file(id: string, person = 'finance') {
    const answer = await front.as(
      person,
      `query F($id: ID!) { bankFile(id: $id) { stage failure failureValue format linesDone linesTotal added known pending
        columns { header samples } fields { name column value } statements { account opening closing moved entries gap } } }`,
      { id },
    );
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.bankFile;
  }

  async function lines(variables: Record<string, unknown> = {}, person = 'finance') {
    const answer = await front.as(
      person,
      `query L($state: BankLineFilter, $sort: BankLineSort, $search: String, $confidence: Int) {
        network { bankLines(first: 100, state: $state, sort: $sort, search: $search, confidence: $confidence) { total rows {
          id amount currency payer text reference state occurrence charges
          proposal { kind confidence reasons member { id } assessment { year } payment { id receipt } others { confidence member { id } } }
          decisions { kind reason confidence undoneAt payments { id amount currency member { id } } } } } } }`,
      { state: 'open', sort: 'DATE', ...variables },
    );
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.network.bankLines;
  }

  /** An act on a line or file: its refusals and what it answers. */
  async function decide(act: string, input: Record<string, unknown>, person = 'finance') {
    const type = front.api.schema.getMutationType()?.getFields()[act]?.args[0]?.type;
    const answered =
      { acceptBankLines: 'accepted', suspendBankLines: 'suspended', matchBankLines: 'matched' }[act] ??
      (act.endsWith('File') ? 'bankFile { id stage }' : 'bankLine { id state }');
    const answer = await front.as(
      person,
      `mutation D($input: ${type}) { ${act}(input: $input) { refusals { code field value } ${answered} } }`,
      {
        input: { idempotencyKey: key(), ...input },
      },
    );
    if (answer.errors) throw new Error(`${act}: ${JSON.stringify(answer.errors)}`);
    return answer.data[act];
  }

  return { send, work, file, lines, decide, key };
}
