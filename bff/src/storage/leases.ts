import { sql, type RawBuilder, type SqlBool } from "kysely";

/** The end of a lease that begins now, by the database's clock, which all replicas share. */
export function leaseEnd(milliseconds: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`;
}

/** Whether nobody else holds the lease in these two columns. */
export function isFree(
  columns: { readonly holder: string; readonly until: string },
  holder: string,
): RawBuilder<SqlBool> {
  const until = sql.ref(columns.until);
  return sql<SqlBool>`(${until} is null or ${until} <= clock_timestamp() or ${sql.ref(columns.holder)} = ${holder})`;
}
