/**
 * Holds docs/complaints.md against what ran: every test that it names was there, ran and passed; every row of `npm run complaints` is in it, once, and the two agree
 * on which rows hold, and each that does not is explained. Reads the reports that `npm test` leaves in .tsbuild/reports, and runs the command unless its output is given.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Usage: node scripts/complaints-check.mjs [--complaints FILE] [--no-e2e] [--write]

Checks docs/complaints.md. Run \`npm test\` before: its reports tell which tests ran.

  --complaints FILE  output of \`npm run --silent complaints -- --json\` (default: the command is run)
  --no-e2e           leave out what only end-to-end tests prove
  --write            first bring the book's figures, and which rows of the command hold, up to date; reasons stay to be written by hand
`;

const COMMAND = 'npm run complaints';
const NO_REASON = 'reason not known.';
const LEAST_ROWS = 60;
const LEAST_SHARE = 0.9;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const BOOK = join(root, 'docs', 'complaints.md');

/** Rows of the book's tables: [complaint, held against, what Limpid does, proof, holds]. */
function readBook() {
  const rows = [];
  for (const line of readFileSync(BOOK, 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length !== 7 || cells[1] === 'complaint' || /^-+$/.test(cells[1])) continue;
    const [, complaint, , , proof, holds] = cells;
    const named = /^`([^`]+)`: (.+)$/.exec(proof);
    rows.push({ complaint, proof: named ? { where: named[1], name: named[2] } : undefined, holds: holds.replaceAll('*', '') });
  }
  return rows;
}

function readReport(name) {
  const path = join(root, '.tsbuild', 'reports', name);
  if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing. Run npm test before.`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Status of every test by "file: full name"; `passed`, `failed` or `skipped`. */
function unitTests() {
  const found = new Map();
  for (const { name, assertionResults } of readReport('vitest.json').testResults)
    for (const { fullName, status } of assertionResults) found.set(`${relative(root, name)}: ${fullName}`, status);
  return found;
}

function endToEndTests() {
  const found = new Map();
  const walk = (suite) => {
    for (const { title, file, tests, tags = [] } of suite.specs ?? []) {
      const statuses = tests.map(({ status }) => status);
      const status =
        statuses.includes('unexpected') || statuses.includes('flaky') ? 'failed' : statuses.includes('expected') ? 'passed' : 'skipped';
      found.set(`e2e/${file}: ${title}`, status);
      found.set(`e2e/${file}: ${[title, ...tags.map((tag) => `@${tag.replace(/^@/, '')}`)].join(' ')}`, status);
    }
    for (const inner of suite.suites ?? []) walk(inner);
  };
  for (const suite of readReport('playwright.json').suites) walk(suite);
  return found;
}

function measuredRows(file) {
  if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')).rows;
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts', 'cli.mjs'), 'complaints', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`${COMMAND} ended with ${status}.`);
  return JSON.parse(stdout).rows;
}

const figureOf = ({ figure, unit, bound, limit }) => `${figure} ${unit}, at ${bound} ${limit}`;

/** Brings figures and the last column up to date; a row that fails without a line of its own gets one that waits for its reason. */
function writeBook(rows) {
  let text = readFileSync(BOOK, 'utf8');
  for (const row of rows) {
    text = text.replace(new RegExp(`(\\| \`${COMMAND}\`: ${row.id} \\|) [^|]+ \\|`), `$1 ${row.pass ? 'yes' : '**no**'} |`);
    text = text.replace(new RegExp(`^- \`${row.id}\`: .*?, at (most|least) [^:]+: `, 'm'), `- \`${row.id}\`: ${figureOf(row)}: `);
    if (!row.pass && !text.includes(`\n- \`${row.id}\`: `))
      text = text.replace(/(## Rows that do not hold[\s\S]*?\n)(\n[^-\n])/, `$1- \`${row.id}\`: ${figureOf(row)}: ${NO_REASON}\n$2`);
  }
  writeFileSync(BOOK, text);
}

/** What is wrong with how the book tells of a row that does not hold; undefined if nothing is. */
function wrongReason(text, { id, pass }) {
  if (pass) return undefined;
  const line = text.split('\n').find((candidate) => candidate.startsWith(`- \`${id}\`: `));
  if (!line) return `${id} does not hold, and the book does not say why`;
  return line.endsWith(NO_REASON) ? `${id} does not hold: write the reason into the book` : undefined;
}

/** What is wrong with one row that names a proof; undefined if nothing is. */
function wrongWith({ complaint, proof, holds }, tests, measured) {
  if (proof.where === COMMAND) {
    const row = measured.get(proof.name);
    if (!row) return `${COMMAND} has no row ${proof.name}`;
    return holds === (row.pass ? 'yes' : 'no')
      ? undefined
      : `${proof.name} ${row.pass ? 'holds' : 'does not hold'} (${figureOf(row)}), the book says ${holds}: --write mends the book`;
  }
  const status = tests.get(`${proof.where}: ${proof.name}`);
  if (status === undefined) return `there is no test "${proof.name}" in ${proof.where}, or it did not run (${complaint})`;
  return status === 'passed' ? undefined : `the test "${proof.name}" in ${proof.where} was ${status}`;
}

function check(options) {
  const rows = measuredRows(options.complaints);
  if (options.write) writeBook(rows);
  const book = readBook();
  const proven = book.filter(({ proof, holds }) => proof && holds !== 'no proof');
  const judged = options['no-e2e'] ? proven.filter(({ proof }) => !proof.where.startsWith('e2e/')) : proven;
  const tests = new Map([...unitTests(), ...(options['no-e2e'] ? [] : endToEndTests())]);
  const measured = new Map(rows.map((row) => [row.id, row]));
  const problems = judged.map((row) => wrongWith(row, tests, measured)).filter((problem) => problem !== undefined);
  for (const { id } of rows) {
    const count = book.filter(({ proof }) => proof?.where === COMMAND && proof.name === id).length;
    if (count !== 1) problems.push(`the row ${id} of ${COMMAND} is in the book ${count} times, expected once`);
  }
  const text = readFileSync(BOOK, 'utf8');
  problems.push(...rows.map((row) => wrongReason(text, row)).filter((problem) => problem !== undefined));
  for (const { complaint, proof, holds } of book)
    if (!proof && holds !== 'no proof') problems.push(`"${complaint}" has no proof that can be read, and says "${holds}"`);
  const holding = proven.filter(({ holds }) => holds === 'yes').length;
  if (proven.length < LEAST_ROWS) problems.push(`${proven.length} rows have a proof, expected at least ${LEAST_ROWS}`);
  if (holding < LEAST_SHARE * proven.length) problems.push(`${holding} of ${proven.length} rows hold, expected ${100 * LEAST_SHARE} %`);
  for (const problem of problems) console.error(problem);
  console.log(`docs/complaints.md: ${book.length} rows, ${proven.length} with a proof, ${holding} hold; ${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

const { values } = parseArgs({
  options: {
    complaints: { type: 'string' },
    'no-e2e': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else {
  try {
    process.exitCode = check(values);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
