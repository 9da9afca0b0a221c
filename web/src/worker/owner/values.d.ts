// Ids and times.

/** An id such as "snapshot-…", "method-…", "device-…". */
export type Id = string;

/** A time such as "2026-11-23T21:53:39.146Z". */
export type Time = string;
