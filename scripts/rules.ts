/** `npm run --silent rules -- evaluate|check|simulate …`: see schema/rulebooks/README.md. */
import { runCommand } from '../server/rules/command.ts';

const { output, failed } = runCommand(process.argv.slice(2), new Date().toISOString().slice(0, 10));
process.stdout.write(`${output}\n`);
process.exitCode = failed ? 1 : 0;
