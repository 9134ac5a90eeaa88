/** Success, warning and "no data" are not errors; psql gives no SQLSTATE at all when the connection broke. */
export function isSuccess(sqlState: string | null): boolean {
  return sqlState !== null && /^0[012]/.test(sqlState);
}
