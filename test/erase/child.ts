import { startCore } from './world.ts';

// A process that erases one person's calls and may be killed at any moment. Arguments: data folder, address. Prints "open" when it
// begins, "done" when no file holds a trace any more; between them, the log of the folder says each step.
const [dir = '', person = ''] = process.argv.slice(2);
const core = await startCore(dir);
await core.indexed();
process.stdout.write('open\n');
await core.request('erase/person', { person, takes: 'calls' });
process.stdout.write('done\n');
await core.close();
