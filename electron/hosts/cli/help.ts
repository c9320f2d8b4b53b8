import { scopeParts } from './scope-options.ts';

/** The parts in lines as long as the rest. */
const partLines = scopeParts.join(', ').match(/.{1,95}(?:,|$) ?/g) ?? [];

const scopeHelp = `
Scope options ("all" takes a limit away)
  --from DATE          calls from this day on, e.g. 2025-01-31, in your time zone
  --to DATE            calls until this day
  --mine ADDRESS       my calls: those hosted by whoever has this e-mail address in Gong (calls that one only joined are not among them)
  --everybody          everybody's calls
  --host NAME          only calls hosted by this person (name or id; again for more)
  --workspace NAME     only this workspace (name or id)
  --context KIND       CRM context: None, Basic or Extended
  --timing LIST        state of CRM fields: Now, TimeOfCall or both, with a comma
  --with LIST          parts to sync, with commas
  --without LIST       parts to leave out. The parts are
${partLines.map((line) => `                         ${line.trimEnd()}`).join('\n')}
  --look-back DAYS     how far back each sync reads again (30)
  --daily-requests N   requests a day, of Gong's 10,000 for the whole company (8000)
  --gone POLICY        calls that Gong no longer has: keep, hide or purge
  --grace-days N       days a call stays marked as gone before it is purged (7)
  --keep-months N      remove calls older than so many months, but those starred or noted; not synced again
`;

/** Help text by command; '' is the overview. */
export const help: Readonly<Record<string, string>> = {
  '': `Earshot: search, trends and replay of your Gong calls, on your own machine.

Usage: npm run -s earshot -- <command> [options]

Commands
  sync                 fetch what is new or changed
  scope                which calls and which parts are synced, and changing it
  accounts             the connected accounts: connect, list, test, use, rename, remove
  proxy                how requests to Gong leave this computer, and changing it
  search <query>       find calls
  show <callId>        one call: digest, people, trackers, transcript
  trends               trackers, or trackers and queries over time
  report               a dashboard or a tracker as one HTML or Markdown file, for cron
  export               calls as markdown, html, csv, csv-transcript, json, jsonl, srt or vtt
  retention            what the rules remove here, and removing it
  erase                what there is of a person, and erasing them
  backup               a copy of everything in one file, and the copies Earshot made by itself
  restore [file]       what a backup holds, and going back to it
  doctor               counts, integrity, sizes
  app                  the app itself
  emulator             a Gong API on this machine, for trying and testing
  help [command]       this text, or a command's own

Options of every command
  --data DIR           data folder (default: the system's place for app data, or EARSHOT_DATA)
  --profile ID         another account than the one used last
  --sample             the sample workspace; synced first if it is empty
  --json               results as JSON on stdout, errors as one JSON line on stderr

Credentials come from the system keychain (connect once: accounts connect, or the app), or, for one run, from the environment:
  EARSHOT_GONG_URL, EARSHOT_ACCESS_KEY and EARSHOT_ACCESS_KEY_SECRET (or EARSHOT_BEARER_TOKEN)
Proxies come from HTTPS_PROXY and NO_PROXY, unless one is set: see help proxy.

Exit codes
  0 done   1 failed   2 wrong usage   3 credentials or scopes   4 Gong or network   5 data folder or store   130 interrupted

Examples
  npm run -s earshot -- sync --sample --data /tmp/try
  npm run -s earshot -- search "remote control battery" --data /tmp/try
  npm run -s earshot -- doctor --json --data /tmp/try
`,
  sync: `Usage: npm run -s earshot -- sync [--plan] [scope options] [--json]

The first sync wants to know whose calls: --mine ADDRESS or --everybody (or --host). Private calls stay out unless --with private.
Fetches what is new or changed, within Gong's limits, and prints what it did. On a terminal it shows a progress bar;
with --json it prints one JSON line per change of the status and one for the end. Ctrl-C stops it; the next sync goes on.

  --plan               only say which windows would be read, in how many requests and how long
${scopeHelp}
With --plan they are only thought about; else they are kept, and the app uses them too.

Examples
  npm run -s earshot -- sync --mine ada@acme.example
  npm run -s earshot -- sync --plan
  npm run -s earshot -- sync --from 2025-01-01 --host "Ada Lovelace" --without transcripts,highlights
  EARSHOT_GONG_URL=https://us-12345.api.gong.io EARSHOT_ACCESS_KEY=… EARSHOT_ACCESS_KEY_SECRET=… \\
    npm run -s earshot -- sync --everybody --json --data ~/calls
`,
  scope: `Usage: npm run -s earshot -- scope [scope options] [--json]

Prints which calls and which of their parts are synced; with options it changes that. A narrower scope never erases what
a wider one brought.
${scopeHelp}
Example
  npm run -s earshot -- scope --context Extended --timing Now,TimeOfCall --with private --look-back 60
`,
  accounts: `Usage: npm run -s earshot -- accounts [list | test [ID] | use ID | rename ID NAME | remove ID [--delete-data]] [--json]
       npm run -s earshot -- accounts connect [ID] --url URL [--name NAME] [--bearer] [--as-another | --replace] [--json]

Lists the accounts (* is in use), tests what a key may do scope by scope, switches, renames, or removes one with its secret.
connect adds one, or gives the account ID other credentials: it tests them as the app does, says which scopes work, and keeps the
secret in the system keychain. When calls cannot be read with them, there is no keychain, or Gong shows them another company than
the calls of ID are of, nothing is changed.

  --url URL            base URL of your Gong API (Gong: Company settings → API); https, except on this machine
  --name NAME          what to call the account (default: its host)
  --bearer             an OAuth bearer token instead of an access key and its secret
  --as-another         where the key is of another company than the calls of ID: connect it as an account of its own
  --replace            the same, and remove ID with its calls, notes and recordings for good
  --delete-data        remove its calls, notes and recordings too

Credentials are read from stdin: the access key on the first line and its secret on the second, or the token on one line. On a
terminal they are asked for, and secrets are not shown. They are refused as arguments and in the environment, where other
processes and the shell's history keep them.

Examples
  npm run -s earshot -- accounts connect --url https://us-12345.api.gong.io --name Acme
  npm run -s earshot -- accounts connect --url https://us-12345.api.gong.io < key-and-secret.txt
  pass show gong/token | npm run -s earshot -- accounts connect --url https://us-12345.api.gong.io --bearer
  npm run -s earshot -- accounts test
`,
  proxy: `Usage: npm run -s earshot -- proxy [system | none | ADDRESS [--bypass LIST]] [--json]

Prints how requests to Gong and for recordings leave this computer; with a word or an address it changes that, for the app too.
accounts test says which proxy was used.

  system               as the environment says: HTTPS_PROXY (else ALL_PROXY, HTTP_PROXY), except for the hosts in NO_PROXY,
                       also in lower case; in Electron, as the system says (the default)
  none                 directly
  ADDRESS              through this proxy: http://, https:// or socks5://, with its port
  --bypass LIST        hosts to reach directly, written as in NO_PROXY

A user name and password for the proxy are entered in the app, which keeps them in the keychain, or stand in HTTPS_PROXY
(http://USER:PASSWORD@HOST:PORT, with %-encoding). This computer's own addresses never go through a proxy. Certificates: those
the system trusts, and those of NODE_EXTRA_CA_CERTS and SSL_CERT_FILE.

Examples
  npm run -s earshot -- proxy http://proxy.example.com:8080 --bypass 'intranet.example.com, 10.0.0.0/8'
  HTTPS_PROXY=http://proxy.example.com:8080 npm run -s earshot -- accounts test
`,
  retention: `Usage: npm run -s earshot -- retention [--dry-run [--months N] | --others [--dry-run] | --log] [--json]

Removes what is older than the rule of the scope (scope --keep-months) says, for good: no file of the data folder holds a word of it
afterwards. Starred calls and calls with notes stay. A sync does the same when it ends.

  --dry-run            only say what would be removed: how many, the oldest and newest, and which
  --months N           for this dry run, another rule than the scope's
  --others             instead: remove the calls hosted by others than the scope names (scope --mine), but those starred or noted
  --log                what was removed, when and why; no content

Example
  npm run -s earshot -- retention --dry-run --months 24
`,
  erase: `Usage: npm run -s earshot -- erase --person WHO [--dry-run | --takes calls|words --yes] [--json]
       npm run -s earshot -- erase --receipts [--json]

Erases everybody whom an address, a phone number or a whole name names, for good, and prints a receipt without content that can be
handed on. The next sync does not bring them back.

  --dry-run            only say who is meant and what there is of them
  --takes WHAT         words (the default): what they said and wrote, names, addresses, recordings; calls: the calls they were on
  --yes                erase; it cannot be undone
  --receipts           the receipts so far

Example
  npm run -s earshot -- erase --person ann@acme.example --dry-run
`,
  search: `Usage: npm run -s earshot -- search <query> [--limit N] [--offset N] [--sort ORDER] [--json]

  --limit N            results to print, 0 to 500 (default 10)
  --offset N           results to skip
  --sort ORDER         relevance, newest, oldest, longest, shortest

Examples
  npm run -s earshot -- search 'battery "remote control" after:2024-01 -tag:done'
  npm run -s earshot -- search 'tracker:Pricing who:ada' --sort newest --json
`,
  show: `Usage: npm run -s earshot -- show <callId> [--transcript] [--raw] [--json]

  --transcript         the transcript too
  --raw                the record as Gong sent it

Example
  npm run -s earshot -- show 7782342274025937895 --transcript
`,
  trends: `Usage: npm run -s earshot -- trends [--tracker NAME | --query QUERY]… [--q QUERY] [--bucket day|week|month|quarter]
                                     [--compare previous|year|QUERY] [--csv | --json]

Without --tracker and --query it lists the trackers with their calls and mentions. Up to five series share one axis.

  --tracker NAME       a tracker, Gong's or mine
  --query QUERY        any query as a series
  --q QUERY            over which calls
  --compare WHAT       the period before, the year before (both need dates in --q), or another query

Examples
  npm run -s earshot -- trends --tracker Pricing --bucket month --q 'after:2024-01'
  npm run -s earshot -- trends --query 'budget OR price' --q 'date:last-quarter' --compare previous
`,
  report: `Usage: npm run -s earshot -- report [--dashboard NAME | --tracker NAME…] [--q QUERY] [--bucket BUCKET] [--format html|md]
                                     [--out FILE]

Writes a dashboard (the first one unless named), or everything about trackers, as one file: HTML with its charts inside and
no scripts, or Markdown.

  --q QUERY, --bucket  over which calls, and how fine (with --tracker)
  --out FILE           write there instead of stdout; a folder (also '.') for the suggested name in it

Example (crontab: every Monday at seven)
  0 7 * * 1  cd earshot && npm run -s earshot -- sync && npm run -s earshot -- report --dashboard Weekly --out ~/weekly.html
`,
  export: `Usage: npm run -s earshot -- export (--id CALLID | --q QUERY) --format FORMAT [--out FILE] [--transcript]
              [--mask-names] [--mask-contacts] [--mask-companies] [--also-mask WORDS] [--dry-run]

  --format FORMAT      markdown (the default), html, json or jsonl; csv: one row a call; csv-transcript: one row a sentence;
                       srt or vtt: captions of one call
  --out FILE           write there instead of stdout; a folder (also '.') for the suggested name in it
  --transcript         the transcript too (markdown, html, json, jsonl)
  --mask-names         Company 1, Customer 1 instead of people's names; no addresses
  --mask-contacts      no addresses and phone numbers
  --mask-companies     'Our company', 'Customer company 1' instead of companies' names
  --also-mask WORDS    names that may as well be words, comma between them
  --dry-run            list what would be masked and what cannot be decided, with its sentence; writes nothing

In CSV files a call's id is call:ID, because spreadsheets make zeros of the last digits of long numbers; --id and show take it so.

Examples
  npm run -s earshot -- export --q 'tracker:Pricing' --format csv --out pricing.csv
  npm run -s earshot -- export --q 'tracker:Pricing' --format csv-transcript --out .
`,
  backup: `Usage: npm run -s earshot -- backup [--out FILE [--mine] [--force]] [--json]

Writes everything of the account to one file, also while the app is open: calls, transcripts, and all that you made. Recordings
kept here and credentials are not in it. Without --out it lists the copies that Earshot made by itself: of what you made, one a
day for a week, then one a week; and what was there before a restore.

  --out FILE           write there; a folder (also '.') for the suggested name in it. The file is whole or not there, and for you
                       alone; it is not encrypted
  --mine               only what you made: notes, tags, stars, reviews, trackers, dashboards, saved searches
  --force              write over a file that is there

Examples
  npm run -s earshot -- backup --out ~/backups
  0 3 * * 0  cd earshot && npm run -s earshot -- backup --mine --force --out ~/backups/earshot-mine.backup
`,
  restore: `Usage: npm run -s earshot -- restore (FILE | --copy NAME) [--mine] [--yes] [--force] [--json]

Verifies a backup and says what it holds. With --yes it takes the place of what is in the account now, which is kept for two weeks
and can be gone back to; the app must be closed. Calls that were removed and people who were erased since the backup was made do
not come back with it.

  --copy NAME          a copy that Earshot made by itself: backup lists them
  --mine               take only what you made out of a backup of everything; the calls stay
  --yes                do it
  --force              also into another account than that of the backup

Examples
  npm run -s earshot -- restore ~/backups/earshot-Acme-2026-11-20.backup
  npm run -s earshot -- restore --copy store.db.mine.2026-11-20 --yes
`,
  doctor: `Usage: npm run -s earshot -- doctor [--remove-copies] [--json]

Prints counts per table, integrity of the store and of its full-text index, schema version, size, last sync and the release of
the time zone rules, which are said when a newer one is known; whether the disk is encrypted, and whether the data folder lies in a
synced folder or on a network drive, each with what to do; and the copies of the whole store that were set aside because it was
damaged, because its format was changed or because a backup took its place.
Exits with 5 when something is wrong.

  --remove-copies      remove those copies now; they go by themselves after two weeks, and when something is erased
`,
  app: `Usage: npm run -s earshot -- app [--browser] [--no-open] [--port N] [--data DIR]

Starts the app: in Electron where its binary is installed, else in the installed Chromium, Chrome or Edge.

  --browser            the browser shell, also where Electron is installed
  --no-open            open no window; print the one-time URL as a JSON line and serve until interrupted
  --port N             port of the browser shell (default 0: any free one)

Example
  npm run -s earshot -- app --browser --no-open --port 0 --data /tmp/try
`,
  emulator: `Usage: npm run -s earshot -- emulator [--port N] [--corpus meetings|synthetic] [--calls N] [--seed N] [--company N]
         [--data DIR] [--rate N] [--filter-by started|scheduled] [--faults FILE]

Serves a Gong API on 127.0.0.1 and prints one JSON line with its URL and credentials when it is ready.

  --port N             default 0: any free one
  --corpus NAME        meetings (197 real ones, the default) or synthetic
  --calls N            size of the synthetic corpus (default 1000)
  --seed N             seed of the synthetic corpus and of faults (default 1)
  --company N          another synthetic company, from 2 to 9: no call, person or workspace in common with the first
  --data DIR           serve calls.jsonl, transcripts.jsonl and users.json of this folder instead
  --rate N             requests a second before 429 (default 3, as Gong); 0: no limit, neither a second nor a day
  --filter-by TIME     which time of a call fromDateTime and toDateTime bound: started (default) or scheduled
  --faults FILE        fault script (JSON, see docs/emulator.md)

Example
  npm run -s earshot -- emulator --corpus synthetic --calls 10000 --port 4700
`,
};
