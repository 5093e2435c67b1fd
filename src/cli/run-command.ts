import { fail } from './report';

/** Runs a command to its end and ends the process with its exit code; 2 for an error that it throws. */
export function runCommand(main: () => Promise<number>): void {
  main().then(
    // The GPU bindings keep Node's event loop alive, so the process is ended by hand, once standard output has drained.
    (code) => process.stdout.write('', () => process.exit(code)),
    (error: unknown) => {
      fail(error);
      process.exit(2);
    },
  );
}
