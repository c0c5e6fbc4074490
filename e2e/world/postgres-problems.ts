const problems: readonly { readonly sign: RegExp; readonly text: (at: { dataDir: string; port: number }) => string }[] =
  [
    {
      sign: /address already in use|could not create any TCP\/IP sockets/iu,
      text: ({ port }) =>
        `Port ${port} on 127.0.0.1 is taken, so the database cannot listen there: free it or choose another one.`,
    },
    {
      sign: /no space left on device|ENOSPC|disk quota exceeded|wrote only \d+ of \d+ bytes/iu,
      text: ({ dataDir }) =>
        `The disk with ${dataDir} is full: free some space (the database needs about 100 MB) or set PFORTE_DATA_DIR to another folder.`,
    },
    {
      sign: /permission denied|read-only file system|EACCES|EROFS|EPERM/iu,
      text: ({ dataDir }) =>
        `The folder ${dataDir} cannot be written: give the account that starts the portal the right to, or set PFORTE_DATA_DIR to another folder.`,
    },
    {
      sign: /ENOTDIR|EEXIST/u,
      text: ({ dataDir }) => `The path ${dataDir} is not a folder: set PFORTE_DATA_DIR to one.`,
    },
    {
      sign: /lock file "postmaster\.pid" already exists|pre-existing shared memory block/iu,
      text: ({ dataDir }) => `The data folder ${dataDir} is in use by another database server: stop that one first.`,
    },
    {
      sign: /initialized by PostgreSQL version|database files are incompatible/iu,
      text: ({ dataDir }) =>
        `The data in ${dataDir} was made by another version of PostgreSQL: move the folder away to start afresh, or go back to the older release.`,
    },
  ];

/** Says in one sentence what kept the database from starting, and keeps its own words as the cause. */
export function explainPostgres(said: string, at: { readonly dataDir: string; readonly port: number }): Error {
  const known = problems.find(({ sign }) => sign.test(said));
  const tail = said.trim().split("\n").slice(-6).join("\n");
  const text = known?.text(at) ?? `The database did not start; it said: ${tail}`;
  return new Error(text, { cause: new Error(tail) });
}
